"""What the runtime knows about this client."""

from __future__ import annotations

import typing as _t

from specwright import runtime as _r

SETTINGS: _t.Final = _r.ClientSettings(
    package="sample_client",
    product="Sample",
    version="1.2.3",
    env_prefix="SAMPLE",
    base_url="https://api.sample.test/root",
    credentials=(
        _r.Credential(scheme="bearer", kind="bearer", option="api_key", env="SAMPLE_KEY"),
        _r.Credential(scheme="basic", kind="basic", option="login", env="SAMPLE_LOGIN"),
        _r.Credential(scheme="tenant", kind="header", option="tenant", name="X-Tenant-Key"),
        _r.Credential(scheme="query", kind="query", option="query_key", name="key"),
        _r.Credential(scheme="cookie", kind="cookie", option="session", name="sid"),
    ),
    security=(("bearer",),),
    header_options=(_r.HeaderOption(header="X-Version", option="version", default="2024-11-06"),),
)
