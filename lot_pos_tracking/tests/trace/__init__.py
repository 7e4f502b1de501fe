from . import test_trace_graph
