// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace app {

/// Sends the log to $XDG_STATE_HOME/holdfast/holdfast.log: three files of a megabyte, no content of
/// conversations. Without a place to write there is no log, which is no reason to fail.
void startLog();

} // namespace app
