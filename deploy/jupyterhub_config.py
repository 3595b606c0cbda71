# JupyterHub with a container per user: the single-user image (deploy/jupyterhub.Containerfile) has JupyterLab, the kernel,
# its lab extension, and jupyter-server-proxy for the pages that `serve` opens. Who may log in is yours to say.
# Beside it the hub needs `pip install jupyterhub dockerspawner` and `npm install -g configurable-http-proxy`.
c = get_config()  # noqa: F821 (JupyterHub provides it)
# Containers reach the hub at the host's address on Docker's bridge: its own 127.0.0.1 is not theirs.
c.JupyterHub.hub_ip = "172.17.0.1"
# A hub that is ended, for an update say, leaves users their servers and kernels, and finds them again.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = "tsvision-singleuser"
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.mem_limit = "4G"
c.Spawner.cpu_limit = 2
