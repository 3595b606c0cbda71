"""The manifests of deploy/kubernetes against the schemas that Kubernetes publishes, by kubernetes-validate; and what no schema says."""

import copy
import glob
import os

import kubernetes_validate
import yaml
from program import ROOT

# The oldest that takes `backoffLimitPerIndex`, and the newest of the package.
VERSIONS = ("1.29", kubernetes_validate.latest_version())


def valid(manifest, version):
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return error.message
    return None


def check(path):
    with open(path) as file:
        manifests = list(yaml.safe_load_all(file))
    for manifest in manifests:
        for version in VERSIONS:
            fault = valid(manifest, version)
            assert fault is None, f"{path} against {version}: {fault}"
        broken = copy.deepcopy(manifest)
        broken["spec"]["template"]["spec"]["containers"][0]["imagePullPolice"] = "Always"
        assert valid(broken, VERSIONS[-1]), "a misspelt field was not seen"
        spec = manifest["spec"]["template"]["spec"]
        volumes = {each["name"] for each in spec.get("volumes", [])}
        for container in spec["containers"]:
            mounted = {each["name"] for each in container.get("volumeMounts", [])}
            assert mounted <= volumes, f"{path}: {mounted - volumes} is mounted, but no volume"
    kinds = ", ".join(f"{each['kind']} {each['metadata']['name']}" for each in manifests)
    print(f"{os.path.relpath(path, ROOT)}: {kinds}: fits {' and '.join(VERSIONS)}")


def main():
    paths = sorted(glob.glob(os.path.join(ROOT, "deploy/kubernetes/*.yaml")))
    assert paths
    for path in paths:
        check(path)


if __name__ == "__main__":
    main()
