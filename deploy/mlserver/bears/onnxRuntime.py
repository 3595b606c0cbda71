"""A runtime of MLServer for what `learn.export({ format: 'onnx', path: 'model.onnx', input: 'uint8' })` wrote.

MLServer has none for ONNX; `model-settings.json` beside this file names this one. `mlserver start FOLDER` serves it.
"""

import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.errors import InferenceError
from mlserver.types import InferenceRequest, InferenceResponse
from mlserver.utils import get_model_uri


class OnnxRuntime(MLModel):
    async def load(self) -> bool:
        path = await get_model_uri(self._settings)
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        inputs = {each.name: NumpyCodec.decode_input(each) for each in payload.inputs}
        wanted = {each.name for each in self.session.get_inputs()}
        if inputs.keys() != wanted:
            raise InferenceError(f"the inputs are {sorted(wanted)}, not {sorted(inputs)}")
        names = [output.name for output in self.session.get_outputs()]
        outputs = [
            NumpyCodec.encode_output(name, value) for name, value in zip(names, self.session.run(names, inputs))
        ]
        return InferenceResponse(
            id=payload.id, model_name=self.name, model_version=self.version, outputs=outputs
        )
