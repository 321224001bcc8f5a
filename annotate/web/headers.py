"""Response headers: browsers load nothing from other sites, store nothing and send no referrer elsewhere."""

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
"""Scripts come only from our own files, which people cannot write to; so no nonce has to stay secret."""

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
    # For older browsers; current ones read frame-ancestors.
    "X-Frame-Options": "DENY",
    # same-origin, not no-referrer: over HTTPS the check of forms needs the referrer of our own pages.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    # No server names and versions, by which faults could be looked up.
    "Server": "annotate",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _NOT_ASKED_FOR),
}


def attach(app: Flask, *, https: bool, unlisted: tuple[str, ...]) -> None:
    """Set the headers on every response, error pages included. Paths below ``unlisted`` are not indexed.

    Browsers store no answer but those that say themselves how they may be stored.
    """

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(_EVERYWHERE)
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if not (response.cache_control.public or response.cache_control.private):
            response.headers["Cache-Control"] = "no-store, private"
            response.vary.add("Authorization" if is_for_programs(request) else "Cookie")
        if request.path.startswith(unlisted):
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response
