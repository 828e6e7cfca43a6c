"""The paginations of Django Ninja and of Django REST Framework, over one table."""

from __future__ import annotations

import sys
from typing import Any

import django
from django.conf import settings

from tests.frameworks.serving import serve

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{sys.argv[1]}.sqlite"}
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["rest_framework", "drf_spectacular"],
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
)
django.setup()

from django.core.asgi import get_asgi_application
from django.db import connection, models
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from ninja import NinjaAPI, Schema
from ninja.pagination import LimitOffsetPagination, PageNumberPagination, paginate
from rest_framework import generics, pagination, serializers


class Thing(models.Model):
    class Meta:
        app_label = "things"


class Out(Schema):
    id: int


class Row(serializers.ModelSerializer[Thing]):
    class Meta:
        model = Thing
        fields = ("id",)


ninja = NinjaAPI(title="Lists", docs_url=None)


@ninja.get("/offset", response=list[Out])
@paginate(LimitOffsetPagination)
def by_offset(request: Any) -> Any:
    return Thing.objects.order_by("id")


@ninja.get("/page", response=list[Out])
@paginate(PageNumberPagination, page_size=3)
def by_page(request: Any) -> Any:
    return Thing.objects.order_by("id")


def view(name: str, base: type[Any], **settings: Any) -> Any:
    """A list of all things."""
    paginator = type(f"{name}Pagination", (base,), settings)
    members = {
        "queryset": Thing.objects.order_by("id"),
        "serializer_class": Row,
        "pagination_class": paginator,
    }
    return type(f"{name}View", (generics.ListAPIView,), members).as_view()


urlpatterns = [
    path("ninja/", ninja.urls),
    path("drf/offset", view("Offset", pagination.LimitOffsetPagination, default_limit=3)),
    path("drf/page", view("Page", pagination.PageNumberPagination, page_size=3)),
    path("drf/cursor", view("Cursor", pagination.CursorPagination, page_size=3, ordering="id")),
]


def document() -> Any:
    """Of the framework that is asked for."""
    if sys.argv[2] == "ninja":
        return ninja.get_openapi_schema()
    return SchemaGenerator(patterns=urlpatterns[1:]).get_schema(public=True)


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    Thing.objects.bulk_create(Thing(id=number) for number in range(7))
    serve(get_asgi_application(), document)
