// SPDX-License-Identifier: Apache-2.0
// The shape for graphics processors: the lanes of a subgroup share its rows, each has every
// subgroupLanes-th block of them, and the sums of the lanes are added at the end. Weights lie row
// by row, so that lanes side by side read bytes side by side. A pair of outputs is two rows.

uint firstRow()
{
    return (gl_WorkGroupID.x * gl_NumSubgroups + gl_SubgroupID) * rowsEach;
}

bool hasWork()
{
    return firstRow() < numbers.pairs * 2u;
}

/// The pair of results r and r + 1 of this subgroup.
uint pairOf(uint r)
{
    return (firstRow() + r) / 2u;
}
/// All lanes have all results; each pair is written by one.
bool writesPair(uint column, uint r)
{
    const uint lane = (column * rowsEach + r) / 2u % subgroupLanes;
    return gl_SubgroupInvocationID == lane && pairOf(r) < numbers.pairs;
}

void loadBlocks(uint block, out Block blocks[rowsEach], out Scale scales[rowsEach])
{
    [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
        const uint index = (firstRow() + r) * numbers.blocks + block;
        [[unroll]] for (uint word = 0; word < BLOCK_WORDS; ++word) {
            blocks[r].words[word] = LOAD_WORD(weights, index * BLOCK_WORDS + word);
        }
        uint ofBlock = 0u;
        uint ofSuper = 0u;
#ifdef HAS_OFFSET
        const uint pair = LOAD_WORD(weights, numbers.scaleWords + index / 8u)[index / 2u & 3u];
        ofBlock = (index & 1u) == 0u ? pair & 0xffffu : pair >> 16;
#endif
#ifdef SCALED_BY_SUPER_BLOCK
        const uint super = (firstRow() + r) * (numbers.blocks / 8u) + block / 8u;
        ofSuper = LOAD_WORD(weights, numbers.superWords + super / 4u)[super & 3u];
#endif
        scales[r] = unpackScale(ofBlock, ofSuper);
    }
}

/// Columns 4 j to 4 j + 3 of a block, made ready for packed weights.
vec4 loadActivations(uint first, uint block, uint j, inout float squares, inout float sum)
{
    const uint word = block * 8u + j;
    vec4 values = LOAD_FLOATS(inputs, first + word);
    if (normsInput) {
        [[unroll]] for (uint e = 0; e < 4; ++e) {
            squares = fma(values[e], values[e], squares);
        }
        values *= LOAD_FLOATS(gains, word);
    }
    sum += (values.x + values.y) + (values.z + values.w);
    return values * packing(j);
}

void addBlock(uint block, uint firstWords[columnsEach], inout float squares[columnsEach])
{
    Block blocks[rowsEach];
    Scale scales[rowsEach];
    loadBlocks(block, blocks, scales);
    [[unroll]] for (uint part = 0; part < BLOCK_PARTS; ++part) {
        float products[rowsEach * columnsEach];
        [[unroll]] for (uint i = 0; i < rowsEach * columnsEach; ++i) {
            products[i] = 0.0;
        }
        float sums[columnsEach];
        [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
            sums[c] = 0.0;
        }
        [[unroll]] for (uint q = 0; q < 8 / BLOCK_PARTS; ++q) {
            const uint j = part * (8 / BLOCK_PARTS) + q;
            [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
                const vec4 x = loadActivations(firstWords[c], block, j, squares[c], sums[c]);
                [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
                    const vec4 w = packedWeights(blocks[r], j);
                    [[unroll]] for (uint e = 0; e < 4; ++e) {
                        products[c * rowsEach + r] = fma(w[e], x[e], products[c * rowsEach + r]);
                    }
                }
            }
        }
        [[unroll]] for (uint i = 0; i < rowsEach * columnsEach; ++i) {
            results[i] = addPart(
                results[i], scales[i % rowsEach], part, products[i], sums[i / rowsEach]);
        }
    }
}

void computeProducts()
{
    float squares[columnsEach];
    uint firstWords[columnsEach];
    [[unroll]] for (uint i = 0; i < rowsEach * columnsEach; ++i) {
        results[i] = 0.0;
    }
    [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
        squares[c] = 0.0;
        firstWords[c] = inputWord(firstColumn() + c);
    }
    for (uint block = gl_SubgroupInvocationID; block < numbers.blocks; block += subgroupLanes) {
        addBlock(block, firstWords, squares);
    }
    [[unroll]] for (uint i = 0; i < rowsEach * columnsEach; ++i) {
        results[i] = sumOfLanes(results[i], subgroupLanes);
    }
    if (normsInput) {
        [[unroll]] for (uint c = 0; c < columnsEach; ++c) {
            const float factor = normFactor(sumOfLanes(squares[c], subgroupLanes));
            [[unroll]] for (uint r = 0; r < rowsEach; ++r) {
                results[c * rowsEach + r] *= factor;
            }
        }
    }
}
