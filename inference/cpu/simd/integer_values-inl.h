// SPDX-License-Identifier: Apache-2.0
// Small whole numbers as floats with a scale: what all quantised formats come down to.
#if defined(HOLDFAST_CPU_INTEGER_VALUES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLDFAST_CPU_INTEGER_VALUES_INL_H
#undef HOLDFAST_CPU_INTEGER_VALUES_INL_H
#else
#define HOLDFAST_CPU_INTEGER_VALUES_INL_H
#endif

#include "inference/cpu/half_table.h"
#include "inference/cpu/simd/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace inference {
namespace HWY_NAMESPACE {

using IntegerTag = hn::Rebind<std::int32_t, FloatTag>;
using IntegerVector = hn::Vec<IntegerTag>;

/// One vector of bytes, widened.
HWY_INLINE IntegerVector loadBytes(const std::uint8_t* from)
{
    const hn::Rebind<std::uint8_t, FloatTag> narrow;
    return hn::PromoteTo(IntegerTag(), hn::LoadU(narrow, from));
}

/// A half in memory.
HWY_INLINE float halfAt(const std::uint8_t* from)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, from, sizeof bits);
    return halfTable[bits];
}

/// The values scale * n - minimum for n from 0 to 15, where scale * n must be exact. Sixteen lanes
/// hold all of them, so that looking one up costs less than computing it.
class NibbleValues {
public:
    NibbleValues() = default;
    HWY_INLINE NibbleValues(float scale, float minimum)
        : m_scale(hn::Set(FloatTag(), scale))
        , m_minimum(hn::Set(FloatTag(), minimum))
    {
        if constexpr (lanes == 16) {
            m_scale = hn::MulSub(hn::Iota(FloatTag(), 0.0F), m_scale, m_minimum);
        }
    }
    /// `nibbles` may have any upper bits.
    HWY_INLINE FloatVector of(IntegerVector nibbles) const
    {
        const auto whole = hn::And(nibbles, hn::Set(IntegerTag(), 15));
        if constexpr (lanes == 16) {
            return hn::TableLookupLanes(m_scale, hn::IndicesFromVec(FloatTag(), whole));
        } else {
            return hn::MulSub(hn::ConvertTo(FloatTag(), whole), m_scale, m_minimum);
        }
    }

private:
    FloatVector m_scale; ///< or the table
    FloatVector m_minimum;
};

} // namespace HWY_NAMESPACE
} // namespace inference
HWY_AFTER_NAMESPACE();

#endif
