// SPDX-License-Identifier: Apache-2.0
#include "fault_vfs.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <new>

std::atomic<int> FaultVfs::walSyncs = 0;
std::atomic<bool> FaultVfs::failsWalSync = false;
std::atomic<bool> FaultVfs::failsMainSync = false;

namespace {

sqlite3_vfs* realVfs = nullptr;
sqlite3_vfs faultVfs{};

struct FaultFile {
    sqlite3_file base;
    bool isWal;
    // The real file stands behind this.
};

sqlite3_file* real(sqlite3_file* file)
{
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultFile*>(file) + 1);
}

int sync(sqlite3_file* file, int flags)
{
    const bool isWal = reinterpret_cast<FaultFile*>(file)->isWal;
    FaultVfs::walSyncs += isWal ? 1 : 0;
    if (isWal ? FaultVfs::failsWalSync.exchange(false) : FaultVfs::failsMainSync.load()) {
        errno = EIO;
        return SQLITE_IOERR_FSYNC;
    }
    return real(file)->pMethods->xSync(real(file), flags);
}

/// A method that only passes on.
template <auto method, class... Arguments>
int passOn(sqlite3_file* file, Arguments... arguments)
{
    return (real(file)->pMethods->*method)(real(file), arguments...);
}

void shmBarrier(sqlite3_file* file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

int close(sqlite3_file* file)
{
    return real(file)->pMethods != nullptr ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
}

using M = sqlite3_io_methods;
const sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = close,
    .xRead = passOn<&M::xRead, void*, int, sqlite3_int64>,
    .xWrite = passOn<&M::xWrite, const void*, int, sqlite3_int64>,
    .xTruncate = passOn<&M::xTruncate, sqlite3_int64>,
    .xSync = sync,
    .xFileSize = passOn<&M::xFileSize, sqlite3_int64*>,
    .xLock = passOn<&M::xLock, int>,
    .xUnlock = passOn<&M::xUnlock, int>,
    .xCheckReservedLock = passOn<&M::xCheckReservedLock, int*>,
    .xFileControl = passOn<&M::xFileControl, int, void*>,
    .xSectorSize = passOn<&M::xSectorSize>,
    .xDeviceCharacteristics = passOn<&M::xDeviceCharacteristics>,
    .xShmMap = passOn<&M::xShmMap, int, int, int, void volatile**>,
    .xShmLock = passOn<&M::xShmLock, int, int, int>,
    .xShmBarrier = shmBarrier,
    .xShmUnmap = passOn<&M::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    auto* fault = new (file) FaultFile{};
    fault->isWal = (flags & SQLITE_OPEN_WAL) != 0;
    const int code = realVfs->xOpen(realVfs, name, real(file), flags, outFlags);
    fault->base.pMethods = code == SQLITE_OK ? &methods : nullptr;
    return code;
}

} // namespace

void FaultVfs::install()
{
    realVfs = sqlite3_vfs_find("unix-excl");
    std::memcpy(&faultVfs, realVfs, sizeof(faultVfs));
    faultVfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + realVfs->szOsFile;
    faultVfs.xOpen = open;
    faultVfs.pNext = nullptr;
    sqlite3_vfs_register(&faultVfs, 0);
}
