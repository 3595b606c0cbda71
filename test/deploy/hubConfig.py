"""deploy/jupyterhub_config.py as this machine can run it, and whether every option in it is one that its class has."""

import os

from program import ROOT, free_port
from traitlets.config import PyFileConfigLoader

FILE = os.path.join(ROOT, "deploy/jupyterhub_config.py")
# What differs from the file, and why: no containers, no system users, nothing beyond this machine.
CHANGES = """
load_subconfig({file!r})
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {home!r}
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allowed_users = {users!r}
c.Spawner.args = ["--allow-root"]
c.Spawner.environment = {environment!r}
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.JupyterHub.services = [{{"name": "suite", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [{{"name": "suite", "services": ["suite"], "scopes": ["admin:users", "tokens", "admin:servers"]}}]
"""


def write_config(work, port, token, users, password):
    """The file with the changes, in `work`."""
    environment = {name: os.environ[name] for name in ("TSVISION_CACHE",) if name in os.environ}
    text = CHANGES.format(
        file=FILE,
        home=os.path.join(work, "home/{username}"),
        password=password,
        users=set(users),
        environment={**environment, "JUPYTER_PATH": os.path.join(work, "prefix/share/jupyter")},
        port=port,
        hub_port=free_port(),
        api_port=free_port(),
        token=token,
    )
    path = os.path.join(work, "jupyterhub_config.py")
    with open(path, "w") as file:
        file.write(text)
    return path


def known_options():
    """Names of the file's options; a misspelt one would be passed over in silence, or nearly so."""
    from dockerspawner import DockerSpawner
    from jupyterhub.app import JupyterHub
    from jupyterhub.spawner import Spawner

    classes = {"JupyterHub": JupyterHub, "DockerSpawner": DockerSpawner, "Spawner": Spawner}
    config = PyFileConfigLoader(os.path.basename(FILE), path=os.path.dirname(FILE)).load_config()
    names = [f"{section}.{option}" for section, options in config.items() for option in options]
    for name in names:
        section, option = name.split(".")
        known = classes[section].class_traits(config=True)
        assert option in known, f"{name} is no option"
    return names
