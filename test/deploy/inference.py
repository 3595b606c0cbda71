"""One client of the Open Inference Protocol (PyPI's tritonclient) asks `tsvision serve` and another engine for the same photos.

    python inference.py triton|mlserver|kserve FOLDER     FOLDER: what makeModel.mjs made
"""

import glob
import os
import shutil
import sys
import tempfile

import numpy
import tritonclient.http as protocol
from PIL import Image
from program import ROOT, TSVISION, Program, deadline, free_port

TOLERANCE = 1e-4
# KServe takes what does not say that it is JSON for the protocol's binary form.
JSON = {"Content-Type": "application/json"}
SIZE = 224


def photos(folder):
    paths = sorted(glob.glob(os.path.join(folder, "photos/*/*")))
    return numpy.stack([numpy.asarray(Image.open(path).convert("RGB").resize((SIZE, SIZE))) for path in paths])


class Client:
    """Knows no engine: what to ask for it reads from the metadata, all but the type of the pixels."""

    def __init__(self, port, name="bears"):
        self.name = name
        self.client = protocol.InferenceServerClient(f"127.0.0.1:{port}", network_timeout=120, connection_timeout=120)

    def describe(self):
        assert self.client.is_server_live() and self.client.is_server_ready() and self.client.is_model_ready(self.name)
        server = self.client.get_server_metadata()
        model = self.client.get_model_metadata(self.name)
        (image,), (output,) = model["inputs"], model["outputs"]
        self.names = image["name"], output["name"]
        assert output["datatype"] == "FP32" and output["shape"][-1] == 3, output
        return f"{server['name']} {server['version']}, {self.names[0]} → {self.names[1]} {output['shape']}"

    def probabilities(self, pixels):
        rows = []
        for at in range(0, len(pixels), 2):
            part = pixels[at : at + 2]
            image = protocol.InferInput(self.names[0], list(part.shape), "UINT8")
            image.set_data_from_numpy(part, binary_data=False)
            wanted = protocol.InferRequestedOutput(self.names[1], binary_data=False)
            answer = self.client.infer(self.name, [image], outputs=[wanted], request_id=f"from {at}", headers=JSON)
            assert answer.get_response()["id"] == f"from {at}"
            rows.append(answer.as_numpy(self.names[1]))
        return numpy.concatenate(rows)

    def refusal(self, pixels):
        """What it says to another input: the engine must go on afterwards."""
        image = protocol.InferInput("picture", list(pixels.shape), "UINT8")
        image.set_data_from_numpy(pixels, binary_data=False)
        try:
            self.client.infer(self.name, [image], headers=JSON)
        except protocol.InferenceServerException as error:
            return str(error).splitlines()[0][:160]
        raise AssertionError("it took an input that the model does not have")


def start_ours(folder, port):
    export = os.path.join(folder, "bears.safetensors")
    return Program([*TSVISION, "serve", export, "--port", str(port), "--quiet"])


def start_triton(folder, port):
    """Triton as nvidia-pytriton brings it; it lacks the ONNX backend, so that its Python backend runs ONNX Runtime."""
    import pytriton

    server = os.path.join(os.path.dirname(pytriton.__file__), "tritonserver")
    repository = os.path.join(folder, "triton")
    model = os.path.join(repository, "bears")
    os.makedirs(os.path.join(model, "1"), exist_ok=True)
    with open(os.path.join(ROOT, "deploy/triton/bears/config.pbtxt")) as file:
        config = file.read()
    assert 'platform: "onnxruntime_onnx"' in config
    with open(os.path.join(model, "config.pbtxt"), "w") as file:
        file.write(config.replace('platform: "onnxruntime_onnx"', 'backend: "python"'))
    shutil.copy(os.path.join(ROOT, "test/deploy/tritonModel.py"), os.path.join(model, "1/model.py"))
    shutil.copy(os.path.join(folder, "bears.onnx"), os.path.join(model, "1/model.onnx"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    backends = os.path.join(folder, "backends")
    shutil.copytree(os.path.join(server, "backends"), backends, dirs_exist_ok=True)
    stub = os.path.join(server, "python_backend_stubs", version, "triton_python_backend_stub")
    shutil.copy(stub, os.path.join(backends, "python"))
    for program in (os.path.join(server, "bin/tritonserver"), os.path.join(backends, "python/triton_python_backend_stub")):
        os.chmod(program, 0o755)
    libraries = [os.path.join(os.path.dirname(pytriton.__file__), "../nvidia_pytriton.libs")]
    return Program(
        [os.path.join(server, "bin/tritonserver"), "--model-repository", repository, "--backend-directory", backends]
        + ["--http-address", "127.0.0.1", "--http-port", str(port), "--allow-grpc", "false", "--allow-metrics", "false"],
        env={
            "LD_LIBRARY_PATH": ":".join(map(os.path.abspath, libraries)),
            "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}",
            "PYTHONPATH": next(path for path in sys.path if path.endswith("site-packages")),
        },
    )


def start_mlserver(folder, port):
    model = os.path.join(folder, "mlserver")
    shutil.copytree(os.path.join(ROOT, "deploy/mlserver"), model, dirs_exist_ok=True)
    shutil.copy(os.path.join(folder, "bears.onnx"), os.path.join(model, "bears/model.onnx"))
    ports = {"MLSERVER_GRPC_PORT": str(free_port()), "MLSERVER_METRICS_PORT": str(free_port())}
    return Program(
        [os.path.join(os.path.dirname(sys.executable), "mlserver"), "start", model],
        env={"MLSERVER_HOST": "127.0.0.1", "MLSERVER_HTTP_PORT": str(port), "MLSERVER_PARALLEL_WORKERS": "0", **ports},
    )


def start_kserve(folder, port):
    predictor = os.path.join(ROOT, "deploy/kserve/onnxPredictor.py")
    model = ["--model_name", "bears", "--model_path", os.path.join(folder, "bears.onnx")]
    return Program([sys.executable, predictor, *model, "--http_port", str(port), "--enable_grpc", "false"])


ENGINES = {"triton": start_triton, "mlserver": start_mlserver, "kserve": start_kserve}


def ask(start, folder, pixels):
    port = free_port()
    program = start(folder, port)
    try:
        program.wait_for(f"http://127.0.0.1:{port}/v2/models/bears/ready")
        client = Client(port)
        with deadline(f"the description of {start.__name__}"):
            print(client.describe())
        with deadline(f"the refusal of {start.__name__}"):
            print(f"  another input: {client.refusal(pixels[:1])}")
        with deadline(f"{len(pixels)} answers of {start.__name__}"):
            return client.probabilities(pixels)
    finally:
        program.end()


def main():
    engine, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    pixels = photos(folder)
    work = tempfile.mkdtemp(prefix=f"tsvision-{engine}-")
    for name in ("bears.safetensors", "bears.onnx"):
        os.symlink(os.path.join(folder, name), os.path.join(work, name))
    try:
        theirs, ours = ask(ENGINES[engine], work, pixels), ask(start_ours, work, pixels)
    finally:
        shutil.rmtree(work)
    difference = float(numpy.abs(theirs - ours).max())
    print(f"{len(pixels)} photos, largest difference {difference:.1e}, {(theirs.argmax(1) == ours.argmax(1)).mean():.0%} the same class")
    # Answers that are all alike would agree whatever the client sent.
    spread = float(ours.std(0).max())
    print(f"spread of a probability over the photos {spread:.3f}")
    assert difference < TOLERANCE and spread > 0.05


if __name__ == "__main__":
    main()
