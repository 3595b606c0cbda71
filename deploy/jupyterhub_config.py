# JupyterHub with a container per user: the single-user image has JupyterLab, the kernel and its lab extension.
#   FROM tsvision                        (deploy/Containerfile)
#   RUN pip install -r requirements.txt && tsvision install --prefix /usr/local
c = get_config()  # noqa: F821 (JupyterHub provides it)
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = "tsvision-singleuser"
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab/tree/lesson2-download.ipynb"
c.Spawner.mem_limit = "4G"
c.Spawner.cpu_limit = 2
