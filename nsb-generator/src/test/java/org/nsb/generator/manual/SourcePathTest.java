// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SourcePathTest {
    @Test
    void matchesWholeComponentsFromTheEnd() {
        assertTrue(SourcePath.of("dir/file.c").matches("/build/project/dir/file.c"));
        assertTrue(SourcePath.of("file.c").matches("/build/project/dir/file.c"));
        assertTrue(SourcePath.of("./dir//file.c").matches("/build/other/../dir/file.c"));
        assertFalse(SourcePath.of("dir/file.c").matches("/build/otherdir/file.c"));
        assertFalse(SourcePath.of("ile.c").matches("/build/file.c"));
        assertFalse(SourcePath.of("a/b/c/file.c").matches("c/file.c"));
        assertFalse(SourcePath.of("").matches("/build/file.c"));
    }

    @Test
    void relativePathsMeetInTheirDirectory() {
        assertTrue(SourcePath.same("x/../fix.c", "/home/author/fix.c", "/home/author"));
        assertFalse(SourcePath.same("fix.c", "/other/fix.c", "/home/author"));
    }
}
