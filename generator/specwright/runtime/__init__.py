"""The runtime of a generated client: what generated code uses, imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._lazy import lazy_module as lazy_module
    from ._unset import UNSET as UNSET
    from ._unset import Unset as Unset
    from .async_client import AsyncClient as AsyncClient
    from .async_client import AsyncResource as AsyncResource
    from .body_specs import BinaryBody as BinaryBody
    from .body_specs import FormBody as FormBody
    from .body_specs import MultipartBody as MultipartBody
    from .body_specs import PartEncoding as PartEncoding
    from .body_specs import TextBody as TextBody
    from .call import Call as Call
    from .call import PageCall as PageCall
    from .call import StreamCall as StreamCall
    from .call import UploadCall as UploadCall
    from .call import build as build
    from .date_times import Date as Date
    from .date_times import DateTime as DateTime
    from .enumerations import Exact as Exact
    from .enumerations import Open as Open
    from .errors import APIConnectionError as APIConnectionError
    from .errors import APIError as APIError
    from .errors import APIResponseDecodeError as APIResponseDecodeError
    from .errors import APIResponseError as APIResponseError
    from .errors import APIResponseValidationError as APIResponseValidationError
    from .errors import APIStatusError as APIStatusError
    from .errors import APITimeoutError as APITimeoutError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import BadRequestError as BadRequestError
    from .errors import ClientClosedError as ClientClosedError
    from .errors import ClientError as ClientError
    from .errors import ConflictError as ConflictError
    from .errors import InternalServerError as InternalServerError
    from .errors import MissingCredentialError as MissingCredentialError
    from .errors import NotFoundError as NotFoundError
    from .errors import PaginationError as PaginationError
    from .errors import PermissionDeniedError as PermissionDeniedError
    from .errors import Problem as Problem
    from .errors import RateLimitError as RateLimitError
    from .errors import RequestValidationError as RequestValidationError
    from .errors import ResponseTooLargeError as ResponseTooLargeError
    from .errors import ResponseValidationWarning as ResponseValidationWarning
    from .errors import TaskCancelledError as TaskCancelledError
    from .errors import TaskFailedError as TaskFailedError
    from .errors import TaskTimeoutError as TaskTimeoutError
    from .errors import UnprocessableEntityError as UnprocessableEntityError
    from .event_streams import AsyncEventStream as AsyncEventStream
    from .event_streams import EventStream as EventStream
    from .files import BodyContent as BodyContent
    from .files import FileInput as FileInput
    from .handles import AsyncHandle as AsyncHandle
    from .handles import Binding as Binding
    from .handles import SyncHandle as SyncHandle
    from .models import Field as Field
    from .models import FileField as FileField
    from .models import Model as Model
    from .models import Number as Number
    from .models import Tag as Tag
    from .models import TagDiscriminator as TagDiscriminator
    from .models import UnknownVariant as UnknownVariant
    from .numbers import NumberOrText as NumberOrText
    from .oauth import ClientCredentials as ClientCredentials
    from .operation import JsonBody as JsonBody
    from .operation import Operation as Operation
    from .operation import OperationRecord as OperationRecord
    from .operation import Pagination as Pagination
    from .operation import Parameter as Parameter
    from .operation import Response as Response
    from .operation import Upload as Upload
    from .pages import AsyncPage as AsyncPage
    from .pages import AsyncPager as AsyncPager
    from .pages import SyncPage as SyncPage
    from .positions import Positions as Positions
    from .raw_responses import RawResource as RawResource
    from .raw_responses import RawResponse as RawResponse
    from .raw_responses import async_raw as async_raw
    from .raw_responses import raw as raw
    from .raw_responses import raw_view as raw_view
    from .settings import AsyncArguments as AsyncArguments
    from .settings import AsyncChanges as AsyncChanges
    from .settings import BasicCredentials as BasicCredentials
    from .settings import ClientOptions as ClientOptions
    from .settings import ClientSettings as ClientSettings
    from .settings import Clock as Clock
    from .settings import Credential as Credential
    from .settings import GivenOptions as GivenOptions
    from .settings import HeaderChanges as HeaderChanges
    from .settings import HeaderOption as HeaderOption
    from .settings import Hooks as Hooks
    from .settings import RequestOptions as RequestOptions
    from .settings import RetryEvent as RetryEvent
    from .settings import RetryPolicy as RetryPolicy
    from .settings import ServerVariable as ServerVariable
    from .settings import SyncArguments as SyncArguments
    from .settings import SyncChanges as SyncChanges
    from .settings import Timeout as Timeout
    from .settings import TokenSource as TokenSource
    from .settings import request_options as request_options
    from .sources import Progress as Progress
    from .sse import ServerSentEvent as ServerSentEvent
    from .sync_client import SyncClient as SyncClient
    from .sync_client import SyncResource as SyncResource
    from .waiting import Waiter as Waiter
    from .waiting import wait_async as wait_async
    from .waiting import wait_sync as wait_sync
    from .webhooks import WebhookError as WebhookError
    from .webhooks import parse_form_webhook as parse_form_webhook
    from .webhooks import parse_webhook as parse_webhook
    from .wire import Headers as Headers
    from .wire import HttpResponse as HttpResponse
    from .wire import RequestInfo as RequestInfo
else:
    from ._lazy import lazy_module

    _NAMES = {
        "_lazy": "lazy_module",
        "_unset": "UNSET Unset",
        "async_client": "AsyncClient AsyncResource",
        "body_specs": "BinaryBody FormBody MultipartBody PartEncoding TextBody",
        "call": "Call PageCall StreamCall UploadCall build",
        "errors": (
            "APIConnectionError APIError APIResponseDecodeError APIResponseError "
            "APIResponseValidationError APIStatusError APITimeoutError AuthenticationError "
            "BadRequestError ClientClosedError ClientError ConflictError InternalServerError "
            "MissingCredentialError NotFoundError PaginationError PermissionDeniedError Problem "
            "RateLimitError RequestValidationError ResponseTooLargeError "
            "ResponseValidationWarning TaskCancelledError TaskFailedError TaskTimeoutError "
            "UnprocessableEntityError"
        ),
        "event_streams": "AsyncEventStream EventStream",
        "files": "BodyContent FileInput",
        "handles": "AsyncHandle Binding SyncHandle",
        "date_times": "Date DateTime",
        "enumerations": "Exact Open",
        "models": "Field FileField Model Number Tag TagDiscriminator UnknownVariant",
        "numbers": "NumberOrText",
        "oauth": "ClientCredentials",
        "positions": "Positions",
        "operation": "JsonBody Operation OperationRecord Pagination Parameter Response Upload",
        "pages": "AsyncPage AsyncPager SyncPage",
        "raw_responses": "RawResource RawResponse async_raw raw raw_view",
        "settings": (
            "AsyncArguments AsyncChanges BasicCredentials ClientOptions ClientSettings Clock "
            "Credential GivenOptions HeaderChanges HeaderOption Hooks RequestOptions RetryEvent "
            "RetryPolicy ServerVariable SyncArguments SyncChanges Timeout TokenSource request_options"
        ),
        "sources": "Progress",
        "sse": "ServerSentEvent",
        "sync_client": "SyncClient SyncResource",
        "waiting": "Waiter wait_async wait_sync",
        "webhooks": "WebhookError parse_form_webhook parse_webhook",
        "wire": "Headers HttpResponse RequestInfo",
    }
    __getattr__, __dir__ = lazy_module(
        __name__,
        {name: f".{module}" for module, names in _NAMES.items() for name in names.split()},
    )
