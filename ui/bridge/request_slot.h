// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>

#include <cstdint>

namespace ui {

class Bridge;

/// A place for one question at a time: a newer request of the slot takes the older one's place,
/// whose answer is then never delivered and whose work is stopped. Ends its request when it goes.
/// GUI thread only.
class RequestSlot {
public:
    RequestSlot() = default;
    ~RequestSlot();
    RequestSlot(const RequestSlot&) = delete;
    RequestSlot& operator=(const RequestSlot&) = delete;

    /// Stops the request under way, if any.
    void cancel();
    [[nodiscard]] bool isBusy() const;

private:
    friend class Bridge;
    QPointer<Bridge> m_bridge;
    std::uint64_t m_request = 0; ///< 0: none under way
};

} // namespace ui
