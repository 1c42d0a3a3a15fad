"""Evaluation over HTTP: figures of runs, failing questions, comparisons, the question-set studio.

    router     mounted by the service through the entry point `rostrum.routes`

The service and this package do not import each other: the routes get at what is held, and at
whether anything may be changed, through `request.app.state` (see `eval.service.host`). Everything
heavy is loaded when it is first asked for.
"""

from eval.service.routes import router

__all__ = ["router"]
