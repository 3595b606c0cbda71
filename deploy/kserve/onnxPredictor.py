"""A KServe predictor for what `learn.export({ format: 'onnx', path: 'bears.onnx', input: 'uint8' })` wrote.

KServe's Python server has no runtime for ONNX; this is one, with the names of `tsvision serve`:

    python onnxPredictor.py --model_name bears --model_path bears.onnx --http_port 8080
"""

import argparse

import onnxruntime
from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer, model_server
from kserve.errors import InvalidInput

# What ONNX Runtime calls the types, and what the protocol does.
TYPES = {"tensor(uint8)": "UINT8", "tensor(float)": "FP32"}


def described(tensors):
    """Tensors of the graph as the protocol describes them; a size that is free is -1."""
    return [
        {
            "name": tensor.name,
            "datatype": TYPES[tensor.type],
            "shape": [size if isinstance(size, int) else -1 for size in tensor.shape],
        }
        for tensor in tensors
    ]


class OnnxPredictor(Model):
    def __init__(self, name: str, path: str):
        super().__init__(name)
        self.path = path
        self.load()

    def load(self) -> bool:
        self.session = onnxruntime.InferenceSession(self.path, providers=["CPUExecutionProvider"])
        self.ready = True
        return self.ready

    async def get_input_types(self):
        return described(self.session.get_inputs())

    async def get_output_types(self):
        return described(self.session.get_outputs())

    async def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        inputs = {tensor.name: tensor.as_numpy() for tensor in payload.inputs}
        wanted = {each.name for each in self.session.get_inputs()}
        if inputs.keys() != wanted:
            raise InvalidInput(f"the inputs are {sorted(wanted)}, not {sorted(inputs)}")
        outputs = []
        for about, value in zip(self.session.get_outputs(), self.session.run(None, inputs)):
            output = InferOutput(about.name, list(value.shape), TYPES[about.type])
            output.set_data_from_numpy(value, binary_data=False)
            outputs.append(output)
        return InferResponse(payload.id, self.name, outputs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(parents=[model_server.parser])
    parser.add_argument("--model_path", required=True, help="the .onnx file")
    options, _ = parser.parse_known_args()
    ModelServer().start([OnnxPredictor(options.model_name, options.model_path)])
