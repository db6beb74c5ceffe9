// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fake_client.h"

#include <memory>

/// A workspace as a person would have after a few weeks: one agent with a thousand sessions, a
/// conversation with tools, a failure and two branches, memory, models, devices.
std::shared_ptr<FakeClient> makeSampleWorkspace(int sessions = 1000);

/// A workspace in which nothing was made yet.
std::shared_ptr<FakeClient> makeEmptyWorkspace();
