"""Names that generated code cannot give away, each with whom they belong to. Tables only."""

from __future__ import annotations

ATTRIBUTES = frozenset(
    [
        "bind",
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "mro",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "register",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    ]
)
"""What every model and its class has: pydantic's names, Python's, and that of our handles.

Written out, because names must not depend on the pydantic that happens to be installed; a test compares.
"""

ARGUMENTS = frozenset(
    [
        "self",
        "cls",
        "body",
        "request_options",
        "timeout",
        "extra_headers",
        "extra_query",
        "extra_body",
        "content_type",
        "schema",
        "json",
        "copy",
    ]
)
"""What every method has itself."""

METHODS = frozenset({"with_raw_response"})
"""What every resource has."""

RESOURCES = frozenset(
    [
        "send",
        "paged",
        "bound",
        "upload",
        "stream",
        "close",
        "aclose",
        "copy",
        "with_options",
        "with_raw_response",
        "with_streaming_response",
        "settings",
        "options",
        "base_url",
        "timeout",
        "max_retries",
        "default_headers",
        "default_query",
        "http_client",
        "transport",
        "api_key",
        "is_closed",
    ]
)
"""What every client has."""

CLASSES = frozenset({"None", "True", "False"})

MODULES = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "com1",
        "com2",
        "com3",
        "com4",
        "com5",
        "com6",
        "com7",
        "com8",
        "com9",
        "lpt1",
        "lpt2",
        "lpt3",
        "lpt4",
        "lpt5",
    ]
)
"""File names that some systems do not allow."""
