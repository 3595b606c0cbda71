"""Runs model.onnx beside this file in ONNX Runtime: what Triton's own ONNX backend does, which no registry here has."""

import os

import onnxruntime
import triton_python_backend_utils as triton


class TritonPythonModel:
    def initialize(self, args):
        path = os.path.join(args["model_repository"], args["model_version"], "model.onnx")
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def execute(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        image = triton.get_input_tensor_by_name(request, "image").as_numpy()
        (probabilities,) = self.session.run(["probabilities"], {"image": image})
        return triton.InferenceResponse([triton.Tensor("probabilities", probabilities)])
