import importlib.util

# The older environment has the clients alone of which an older major version is still in use.
if not importlib.util.find_spec("ollama"):
    collect_ignore_glob = ["test_ollama*.py"]
