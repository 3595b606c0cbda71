# JupyterHub with a container per user: the single-user image (deploy/jupyterhub.Containerfile) has JupyterLab, the kernel,
# its lab extension, and jupyter-server-proxy for the pages that `serve` opens. Who may log in is yours to say.
c = get_config()  # noqa: F821 (JupyterHub provides it)
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = "tsvision-singleuser"
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.mem_limit = "4G"
c.Spawner.cpu_limit = 2
