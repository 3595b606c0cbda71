// Activations that a kernel takes along, by their bounds.
#pragma once

#include <cmath>

namespace tfnodejs {
namespace {

// What comes right after a convolution or a batch normalisation: nothing, relu, or relu up to 6.
enum Activation { kNone = 0, kRelu = 1, kRelu6 = 2 };

// The bounds between which an activation lets pass.
inline float Low(int activation) { return activation == kNone ? -INFINITY : 0.0f; }
inline float High(int activation) { return activation == kRelu6 ? 6.0f : INFINITY; }

}  // namespace
}  // namespace tfnodejs
