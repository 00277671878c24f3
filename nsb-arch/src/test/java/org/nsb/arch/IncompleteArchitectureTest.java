// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import org.junit.jupiter.api.Test;

/** The contract tells somebody who writes a port everything that is still to do. */
class IncompleteArchitectureTest {

    @Test
    void everything_that_is_missing_is_named_at_once() {
        assertLinesMatch(
                """
                identity: META-INF/services registers the port: .*: unsupported architecture: .*
                jumps\\(\\): direct jumps end where a jump cannot lead: ld: relocation truncated .*
                jumps\\(\\): direct jumps reach as far as promised: .*
                jumps\\(\\): indirect jumps are those of the assembler: is missing \\(indirect\\(\\)\\)
                jumps\\(\\): jumps stand behind landing pads: is missing \\(entryOffset\\(\\)\\)
                jumps\\(\\): padding is recognised: is missing \\(isPadding\\(\\)\\)
                jumps\\(\\): code is no padding: no examples: notPadding\\(\\)
                relocations\\(\\): a type computes NONE: no such type
                relocations\\(\\): a type computes SYMBOL: no such type
                relocations\\(\\): a type computes SLOT: no such type
                relocations\\(\\): a type computes BASE_RELATIVE: no such type
                relocations\\(\\): a type computes INDIRECT: no such type
                relocations\\(\\): a type computes TLS_MODULE: no such type
                relocations\\(\\): a type computes TLS_OFFSET: no such type
                relocations\\(\\): a type computes TLS_THREAD_OFFSET: no such type
                relocations\\(\\): types are those of the psABI: no examples: relocationTypes\\(\\)
                relocations\\(\\): all other types are refused: no examples: relocationTypes\\(\\)
                systemCalls\\(\\): is missing
                registers\\(\\): is missing
                signalFrames\\(\\): is missing
                threadLocals\\(\\): is missing
                """
                        .lines()
                        .toList(),
                new ArchitectureContract(new IncompleteExamples()).violations());
    }
}
