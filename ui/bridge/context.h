// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ui {

class Appearance;
class Bridge;

/// What every page is given: the way to the runtime and the look. Both outlive all widgets.
struct Context {
    Bridge& bridge;
    Appearance& appearance;
};

} // namespace ui
