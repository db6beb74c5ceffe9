// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/huge_memory.h"

#include <fstream>
#include <string>

#include <sys/mman.h>

namespace inference {

bool HugeMemory::available()
{
    // "always [madvise] never": the chosen one stands in brackets.
    std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
    std::string text;
    std::getline(file, text);
    return text.find("[always]") != std::string::npos
        || text.find("[madvise]") != std::string::npos;
}

std::optional<HugeMemory> HugeMemory::create(std::size_t size)
{
    void* data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) {
        return std::nullopt;
    }
    ::madvise(data, size, MADV_HUGEPAGE); // a wish: small pages work as well
    return HugeMemory(static_cast<std::uint8_t*>(data), size);
}

HugeMemory::~HugeMemory()
{
    if (m_data != nullptr) {
        ::munmap(m_data, m_size);
    }
}

} // namespace inference
