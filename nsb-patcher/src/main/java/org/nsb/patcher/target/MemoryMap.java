// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

import java.util.List;
import java.util.Optional;

/**
 * The mappings of a process at one moment, in ascending order of addresses.
 *
 * @param mappings without overlap
 */
public record MemoryMap(List<Mapping> mappings) {
    public MemoryMap {
        mappings = List.copyOf(mappings);
    }

    /** The mapping that contains an address. */
    public Optional<Mapping> at(long address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Mapping mapping = mappings.get(middle);
            if (mapping.contains(address)) {
                return Optional.of(mapping);
            }
            if (Long.compareUnsigned(address, mapping.start()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return Optional.empty();
    }
}
