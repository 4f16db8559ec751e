"""Traces for OpenTelemetry: from the HTTP request over the operation to each catalogue query.

Off unless `traces_url` is configured; then a span costs what a check of one variable costs. Spans
have names of ours (paths, operations, queries), no text of members, no ids, no variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from graph.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

_EXPORT_S = 2.0
"""A collector that takes longer is not waited for, also at the end of the process."""

_tracer: Tracer | None = None
_OFF: AbstractContextManager[Any] = nullcontext()


@contextmanager
def exporting(
    settings: Settings, process: str, *, exporter: SpanExporter | None = None
) -> Iterator[None]:
    """Traces go to the collector of the settings, or to `exporter`, while the block runs."""
    global _tracer
    if not settings.traces_url and exporter is None:
        yield
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    part = TraceIdRatioBased(settings.traces_ratio)
    provider = TracerProvider(
        # The ratio holds for traces that clients began, too: they must not fill the collector.
        sampler=ParentBased(part, remote_parent_sampled=part, remote_parent_not_sampled=part),
        resource=Resource.create({"service.name": "proconnect", "service.instance.name": process}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(_processor(settings, exporter))
    _tracer = provider.get_tracer("proconnect")
    try:
        yield
    finally:
        _tracer = None
        provider.shutdown()


def on() -> bool:
    """Whether there are traces at all."""
    return _tracer is not None


def span(name: str, about: Mapping[str, str] = {}) -> AbstractContextManager[Any]:
    """A part of the trace that is being made; nothing where none is."""
    if _tracer is None:
        return _OFF
    from opentelemetry.trace import SpanKind, get_current_span

    return _span(name, about, SpanKind.CLIENT) if get_current_span().is_recording() else _OFF


def first_span(
    name: str, about: Mapping[str, str], carrier: Mapping[str, str] | None = None
) -> AbstractContextManager[Any]:
    """The beginning of a trace: of a request, whose headers may have a W3C `traceparent`, or, where
    there are none, of a worker's.
    """
    if _tracer is None:
        return _OFF
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    kind = SpanKind.CONSUMER if carrier is None else SpanKind.SERVER
    return _span(name, about, kind, TraceContextTextMapPropagator().extract(carrier or {}))


@contextmanager
def _span(name: str, about: Mapping[str, str], kind: Any, context: Any = None) -> Iterator[Span]:
    from opentelemetry.trace import StatusCode

    assert _tracer is not None
    # What an exception says may be a member's text: its kind is enough.
    with _tracer.start_as_current_span(
        name,
        context=context,
        kind=kind,
        attributes=dict(about),
        record_exception=False,
        set_status_on_exception=False,
    ) as found:
        try:
            yield found
        except BaseException as error:
            found.set_status(StatusCode.ERROR)
            found.set_attribute("error.type", type(error).__name__)
            raise


def _processor(settings: Settings, exporter: SpanExporter | None) -> SpanProcessor:
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

    if exporter is not None:
        return SimpleSpanProcessor(exporter)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    exporting_to = OTLPSpanExporter(endpoint=settings.traces_url, timeout=_EXPORT_S)
    return BatchSpanProcessor(exporting_to)
