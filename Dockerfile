# One image for every web process: everything hashed, run by nobody in particular, writing to /data and /tmp alone.
# docs/operations.md says how it is used; compose.yaml uses it.

FROM python:3.13-slim-trixie AS build
WORKDIR /src
RUN python -m venv /opt/annotate
COPY requirements-server.lock requirements-build.lock ./
RUN /opt/annotate/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
    -r requirements-server.lock -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY annotate annotate
COPY migrations migrations
COPY static static
COPY templates templates
RUN /opt/annotate/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/annotate/bin/pip uninstall --yes --quiet hatchling editables

FROM python:3.13-slim-trixie
# pg_dump and pg_restore of PostgreSQL 17, for annotate backup and annotate restore.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 annotate \
    && useradd --system --uid 10001 --gid annotate --home-dir /data --no-create-home annotate \
    && install --directory --owner annotate --group annotate --mode 0700 /data
COPY --from=build /opt/annotate /opt/annotate
ENV PATH=/opt/annotate/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ANNOTATE_ENVIRONMENT=production \
    ANNOTATE_DATA=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import http.client, os; there = http.client.HTTPConnection('127.0.0.1', 8000, timeout=3); there.request('GET', '/readyz', headers={'Host': os.environ['ANNOTATE_TRUSTED_HOSTS'].split(',')[0].strip().lstrip('.')}); raise SystemExit(there.getresponse().status != 200)"]
CMD ["annotate", "serve", "--host", "0.0.0.0", "--port", "8000"]
