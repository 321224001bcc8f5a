"""What every response says to the browser: fetch nothing from strangers, keep nothing, tell nobody."""

from flask import Flask, Response, request

from annotate.web.api_paths import is_for_programs

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""Scripts come from our own files alone, which people cannot write to; no nonce has to be kept from anybody."""

_NOT_ASKED_FOR = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "xr-spatial-tracking",
)

_EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # frame-ancestors says it to browsers of today; this to older ones.
    "X-Frame-Options": "DENY",
    # same-origin, not no-referrer: over HTTPS the check of forms needs the referrer of our own pages.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    # What serves the pages is nobody's business: no names and versions to look faults up by.
    "Server": "annotate",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _NOT_ASKED_FOR),
}


def attach(app: Flask, *, https: bool, unlisted: tuple[str, ...]) -> None:
    """Set the headers on every response, error pages included. Paths that begin with one of ``unlisted`` are not indexed."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(_EVERYWHERE)
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if not response.cache_control.public:
            response.headers["Cache-Control"] = "no-store, private"
            response.vary.add("Authorization" if is_for_programs(request) else "Cookie")
        if request.path.startswith(unlisted):
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response
