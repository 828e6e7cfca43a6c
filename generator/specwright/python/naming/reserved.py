"""Names that generated code cannot use, by where they are reserved. Tables only."""

from __future__ import annotations

ATTRIBUTES = frozenset(
    """
    bind construct copy dict from_orm json model_computed_fields model_config model_construct
    model_copy model_dump model_dump_json model_extra model_fields model_fields_set
    model_json_schema model_parametrized_name model_post_init model_rebuild model_validate
    model_validate_json model_validate_strings mro parse_file parse_obj parse_raw register schema
    schema_json to_dict to_json update_forward_refs validate
    """.split()
)
"""What every model and its class has: pydantic's names, Python's, and that of our handles.

Written out, because names must not depend on the pydantic that happens to be installed; a test compares.
"""

ARGUMENTS = frozenset(
    """
    self cls body request_options timeout extra_headers extra_query extra_body call_options
    content_type schema json copy on_progress
    """.split()
)
"""Names that every method uses itself."""

METHODS = frozenset({"with_raw_response", "with_streaming_response", "annotations"})
"""Names of every resource, and of imports from `__future__` in endpoint modules."""

HELPERS = frozenset(
    """
    send send_many paged bound upload stream streamed request get post put patch delete base_url timeout max_retries
    """.split()
)
"""Names of every client. If a resource has such a name, an underscore is appended to the helper's."""

RESOURCES = frozenset(
    """
    close aclose copy api_key with_options with_raw_response with_streaming_response lazy_module
    """.split()
)
"""Names that `contextlib.closing` and users rely on, and names that resource packages use themselves.
A resource of such a name gets the underscore."""

OPTIONS = frozenset(
    """
    self arguments changes base_url timeout deadline max_retries max_retry_after retry
    default_headers default_query follow_redirects response_validation check_requests
    max_response_bytes max_inflation hooks clock auth server_variables http_client transport
    headers query log
    """.split()
)
"""Names of client arguments, and of the environment variable of the log."""

VIEWS = ("", "Raw", "Streaming")
CLASS_PREFIXES = tuple(f"{flavour}{view}" for flavour in ("", "Async") for view in VIEWS)
"""What stands before the name of a client or of a resource's class."""

CLASSES = frozenset({"None", "True", "False"})

TYPES = frozenset(
    """
    bool bytes dict float frozenset int list object set str tuple type super property annotations
    """.split()
)
"""Names that model modules use directly; only a pinned class can collide with them."""

MODULES = frozenset(
    """
    con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5
    """.split()
)
"""File names that some systems do not allow."""

RUNTIME_NAMES = tuple(
    """
    APIConnectionError APIError Activity APIResponseDecodeError APIResponseError
    APIResponseValidationError APIStatusError APITimeoutError AsyncEventStream AsyncPage
    AsyncPager AuthenticationError BadRequestError Call ClientClosedError ClientCredentials
    ClientError Clock ConflictError DownloadError EventStream FileInput Hooks
    HttpResponse DefaultAioHttpClient DefaultAsyncHttpxClient DefaultHttpxClient
    InternalServerError LinkExpiredError MissingCredentialError Model NOT_GIVEN NotFoundError NotGiven
    Omit OperationRecord PageCall PaginationError PasswordCredentials PermissionDeniedError Problem
    RateLimitError RawResponse RefreshToken RequestInfo RequestOptions
    RequestValidationError ResponseTooLargeError ResponseValidationWarning RetryEvent
    RetryPolicy ServerSentEvent StreamCall SyncPage TaskCall TaskCancelledError TaskFailedError
    TaskTimeoutError Timeout TokenSource UNSET UnknownVariant UnprocessableEntityError Unset
    UploadCall not_given omit
    """.split()
)
"""Names of the runtime that the package exports."""

ROOT = frozenset({*RUNTIME_NAMES, "OPERATIONS", "SETTINGS", "WebhookError"}) | frozenset(
    "batch endpoints handles models resources telemetry testing types uploads webhooks".split()
)
"""Names that the package always has at its top."""
