from . import test_trace_graph, test_trace_screen
