// SPDX-License-Identifier: Apache-2.0
#include "tests/core/test_support/workspace_fixture.h"

namespace core {

WorkspaceFixture::WorkspaceFixture()
    : m_ids(m_clock, seed)
{
    reopen();
}

std::filesystem::path WorkspaceFixture::directory() const
{
    return m_directory.path().toStdString();
}

void WorkspaceFixture::reopen()
{
    m_store.reset();
    m_store = valueOf(Store::open({.path = file(), .backupDirectory = {}}, m_clock, m_ids));
}

} // namespace core
