"""The runtime of a generated client. Each name is imported on first use.

Its modules share private attributes, since a resource of a generated client may have any public name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._lazy import lazy_module as lazy_module
    from .base._unset import NOT_GIVEN as NOT_GIVEN
    from .base._unset import UNSET as UNSET
    from .base._unset import NotGiven as NotGiven
    from .base._unset import Omit as Omit
    from .base._unset import Unset as Unset
    from .base._unset import not_given as not_given
    from .base._unset import omit as omit
    from .base.body_sources import Progress as Progress
    from .base.errors import APIConnectionError as APIConnectionError
    from .base.errors import APIError as APIError
    from .base.errors import APIResponseDecodeError as APIResponseDecodeError
    from .base.errors import APIResponseError as APIResponseError
    from .base.errors import APIResponseValidationError as APIResponseValidationError
    from .base.errors import APIStatusError as APIStatusError
    from .base.errors import APITimeoutError as APITimeoutError
    from .base.errors import AuthenticationError as AuthenticationError
    from .base.errors import BadRequestError as BadRequestError
    from .base.errors import ClientClosedError as ClientClosedError
    from .base.errors import ClientError as ClientError
    from .base.errors import ConflictError as ConflictError
    from .base.errors import DownloadError as DownloadError
    from .base.errors import InternalServerError as InternalServerError
    from .base.errors import LinkExpiredError as LinkExpiredError
    from .base.errors import MissingCredentialError as MissingCredentialError
    from .base.errors import NotFoundError as NotFoundError
    from .base.errors import PaginationError as PaginationError
    from .base.errors import PermissionDeniedError as PermissionDeniedError
    from .base.errors import Problem as Problem
    from .base.errors import RateLimitError as RateLimitError
    from .base.errors import RequestValidationError as RequestValidationError
    from .base.errors import ResponseTooLargeError as ResponseTooLargeError
    from .base.errors import ResponseValidationWarning as ResponseValidationWarning
    from .base.errors import TaskCancelledError as TaskCancelledError
    from .base.errors import TaskFailedError as TaskFailedError
    from .base.errors import TaskTimeoutError as TaskTimeoutError
    from .base.errors import UnprocessableEntityError as UnprocessableEntityError
    from .base.files import BodyContent as BodyContent
    from .base.files import FileInput as FileInput
    from .base.wire import Headers as Headers
    from .base.wire import HttpResponse as HttpResponse
    from .base.wire import RequestInfo as RequestInfo
    from .calls.call import Call as Call
    from .calls.call import PageCall as PageCall
    from .calls.call import StreamCall as StreamCall
    from .calls.call import TaskCall as TaskCall
    from .calls.upload_call import UploadCall as UploadCall
    from .cli.entry import command_line as command_line
    from .client.async_client import AsyncClient as AsyncClient
    from .client.async_client import AsyncResource as AsyncResource
    from .client.downloading import download_async as download_async
    from .client.downloading import download_sync as download_sync
    from .client.event_streams import AsyncEventStream as AsyncEventStream
    from .client.event_streams import EventStream as EventStream
    from .client.pages import AsyncPage as AsyncPage
    from .client.pages import AsyncPager as AsyncPager
    from .client.pages import SyncPage as SyncPage
    from .client.raw import RawResource as RawResource
    from .client.raw import RawResponse as RawResponse
    from .client.raw import async_raw as async_raw
    from .client.raw import raw as raw
    from .client.raw import raw_view as raw_view
    from .client.streaming import async_streaming as async_streaming
    from .client.streaming import stream_view as stream_view
    from .client.streaming import streaming as streaming
    from .client.sync_client import SyncClient as SyncClient
    from .client.sync_client import SyncResource as SyncResource
    from .client.waitable import AsyncHandle as AsyncHandle
    from .client.waitable import Binding as Binding
    from .client.waitable import SyncHandle as SyncHandle
    from .client.waiting import wait_async as wait_async
    from .client.waiting import wait_async_bound as wait_async_bound
    from .client.waiting import wait_sync as wait_sync
    from .client.waiting import wait_sync_bound as wait_sync_bound
    from .config.client_credentials import ClientCredentials as ClientCredentials
    from .config.client_credentials import PasswordCredentials as PasswordCredentials
    from .config.client_credentials import RefreshToken as RefreshToken
    from .config.client_credentials import TokenGrant as TokenGrant
    from .config.settings import Activity as Activity
    from .config.settings import AsyncArguments as AsyncArguments
    from .config.settings import AsyncChanges as AsyncChanges
    from .config.settings import AsyncOtherArguments as AsyncOtherArguments
    from .config.settings import BasicCredentials as BasicCredentials
    from .config.settings import CallOptions as CallOptions
    from .config.settings import ClientOptions as ClientOptions
    from .config.settings import ClientSettings as ClientSettings
    from .config.settings import Clock as Clock
    from .config.settings import Credential as Credential
    from .config.settings import GivenOptions as GivenOptions
    from .config.settings import HeaderChanges as HeaderChanges
    from .config.settings import HeaderOption as HeaderOption
    from .config.settings import Hooks as Hooks
    from .config.settings import RequestOptions as RequestOptions
    from .config.settings import RetryEvent as RetryEvent
    from .config.settings import RetryPolicy as RetryPolicy
    from .config.settings import ServerVariable as ServerVariable
    from .config.settings import SyncArguments as SyncArguments
    from .config.settings import SyncChanges as SyncChanges
    from .config.settings import SyncOtherArguments as SyncOtherArguments
    from .config.settings import TokenSource as TokenSource
    from .features.download_files import Path as Path
    from .features.download_files import StrPath as StrPath
    from .features.downloads import DownloadOptions as DownloadOptions
    from .features.sse import ServerSentEvent as ServerSentEvent
    from .features.telemetry import GenerativeAI as GenerativeAI
    from .features.telemetry import instrument as instrument
    from .features.waiting import Waiter as Waiter
    from .features.webhook_signatures import verify_webhook as verify_webhook
    from .features.webhooks import WebhookError as WebhookError
    from .features.webhooks import parse_form_webhook as parse_form_webhook
    from .features.webhooks import parse_webhook as parse_webhook
    from .http.default_clients import DefaultAioHttpClient as DefaultAioHttpClient
    from .http.default_clients import DefaultAsyncHttpxClient as DefaultAsyncHttpxClient
    from .http.default_clients import DefaultHttpxClient as DefaultHttpxClient
    from .http.default_clients import Timeout as Timeout
    from .operation.body_specs import BinaryBody as BinaryBody
    from .operation.body_specs import FormBody as FormBody
    from .operation.body_specs import MultipartBody as MultipartBody
    from .operation.body_specs import PartEncoding as PartEncoding
    from .operation.body_specs import TextBody as TextBody
    from .operation.operation import JsonBody as JsonBody
    from .operation.operation import Operation as Operation
    from .operation.operation import OperationRecord as OperationRecord
    from .operation.operation import Pagination as Pagination
    from .operation.operation import Parameter as Parameter
    from .operation.operation import Response as Response
    from .operation.operation import Upload as Upload
    from .operation.operation import name_map as name_map
    from .operation.operation import operation_records as operation_records
    from .operation.operation import record as record
    from .operation.operation import responses as responses
    from .response.date_times import Date as Date
    from .response.date_times import DateTime as DateTime
    from .response.enumerations import Exact as Exact
    from .response.enumerations import Open as Open
    from .response.models import ASSUMED as ASSUMED
    from .response.models import Base64 as Base64
    from .response.models import Field as Field
    from .response.models import FileField as FileField
    from .response.models import Model as Model
    from .response.models import Number as Number
    from .response.models import Tag as Tag
    from .response.models import TagDiscriminator as TagDiscriminator
    from .response.models import UnknownVariant as UnknownVariant
    from .response.numbers import NumberOrText as NumberOrText
    from .response.positions import Positions as Positions
else:
    from ._lazy import lazy_module

    _NAMES = {
        "_lazy": "lazy_module",
        "base._unset": "NOT_GIVEN UNSET NotGiven Omit Unset not_given omit",
        "cli.entry": "command_line",
        "client.async_client": "AsyncClient AsyncResource",
        "operation.body_specs": "BinaryBody FormBody MultipartBody PartEncoding TextBody",
        "calls.call": "Call PageCall StreamCall TaskCall",
        "calls.upload_call": "UploadCall",
        "base.errors": (
            "APIConnectionError APIError APIResponseDecodeError APIResponseError "
            "APIResponseValidationError APIStatusError APITimeoutError AuthenticationError "
            "BadRequestError ClientClosedError ClientError ConflictError DownloadError "
            "InternalServerError LinkExpiredError "
            "MissingCredentialError NotFoundError PaginationError PermissionDeniedError Problem "
            "RateLimitError RequestValidationError ResponseTooLargeError "
            "ResponseValidationWarning TaskCancelledError TaskFailedError TaskTimeoutError "
            "UnprocessableEntityError"
        ),
        "client.downloading": "download_async download_sync",
        "client.event_streams": "AsyncEventStream EventStream",
        "base.files": "BodyContent FileInput",
        "http.default_clients": (
            "DefaultAioHttpClient DefaultAsyncHttpxClient DefaultHttpxClient Timeout"
        ),
        "client.waitable": "AsyncHandle Binding SyncHandle",
        "response.date_times": "Date DateTime",
        "response.enumerations": "Exact Open",
        "response.models": (
            "ASSUMED Base64 Field FileField Model Number Tag TagDiscriminator UnknownVariant"
        ),
        "response.numbers": "NumberOrText",
        "config.client_credentials": (
            "ClientCredentials PasswordCredentials RefreshToken TokenGrant"
        ),
        "response.positions": "Positions",
        "operation.operation": (
            "JsonBody Operation OperationRecord Pagination Parameter Response Upload "
            "name_map operation_records record responses"
        ),
        "client.pages": "AsyncPage AsyncPager SyncPage",
        "client.raw": "RawResource RawResponse async_raw raw raw_view",
        "config.settings": (
            "Activity AsyncArguments AsyncChanges AsyncOtherArguments BasicCredentials CallOptions ClientOptions "
            "ClientSettings Clock Credential GivenOptions HeaderChanges HeaderOption Hooks RequestOptions RetryEvent "
            "RetryPolicy ServerVariable SyncArguments SyncChanges SyncOtherArguments TokenSource"
        ),
        "base.body_sources": "Progress",
        "features.download_files": "Path StrPath",
        "features.downloads": "DownloadOptions",
        "features.sse": "ServerSentEvent",
        "client.streaming": "async_streaming stream_view streaming",
        "client.sync_client": "SyncClient SyncResource",
        "features.telemetry": "GenerativeAI instrument",
        "features.waiting": "Waiter",
        "client.waiting": "wait_async wait_async_bound wait_sync wait_sync_bound",
        "features.webhook_signatures": "verify_webhook",
        "features.webhooks": "WebhookError parse_form_webhook parse_webhook",
        "base.wire": "Headers HttpResponse RequestInfo",
    }
    __getattr__, __dir__, _ = lazy_module(__name__, _NAMES)
