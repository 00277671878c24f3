// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nsb.arch.SystemCalls.Stub;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;

class StubSiteTest {
    private static final int UNREADABLE = 0x5000;
    private final Stub stub = FakeArchitecture.STUB.asStub();
    private final byte[] content = new byte[0x6000];

    private final RemoteMemory memory =
            new RemoteMemory() {
                @Override
                public void read(long address, ByteBuffer into) {
                    if (address >= UNREADABLE) {
                        throw new RemoteMemoryException("read", 1, address, 1, 5);
                    }
                    into.put(content, (int) address, into.remaining());
                }

                @Override
                public void write(long address, byte[] bytes) {
                    System.arraycopy(bytes, 0, content, (int) address, bytes.length);
                }
            };

    private static Mapping mapping(long start, String permissions, int inode, String name) {
        return new Mapping(start, start + 0x1000, permissions, 0, "fe:00", inode, name);
    }

    private long place(Mapping... mappings) {
        return StubSite.place(memory, 1, new MemoryMap(List.of(mappings)), stub).address();
    }

    @Test
    void the_vdso_is_preferred() {
        assertEquals(
                0x3000 - StubSite.ROOM,
                place(
                        mapping(0x1000, "r-xp", 7, "/bin/server"),
                        mapping(0x2000, "r-xp", 0, "[vdso]")));
    }

    @Test
    void data_anonymous_code_writable_code_and_patches_are_not_used() {
        assertThrows(
                TargetFailureException.class,
                () ->
                        place(
                                mapping(0x1000, "r--p", 7, "/bin/server"),
                                mapping(0x2000, "r-xp", 0, ""),
                                mapping(0x3000, "rwxp", 7, "/bin/server"),
                                mapping(0x4000, "r-xp", 9, "/memfd:nsb:1 (deleted)")));
    }

    @Test
    void a_tail_with_content_or_beyond_its_file_is_passed_over() {
        content[0x2000 - StubSite.TAIL] = 1;
        assertEquals(
                0x4000 - StubSite.ROOM,
                place(
                        mapping(0x1000, "r-xp", 7, "/bin/server"),
                        mapping(0x5000, "r-xp", 7, "/lib/truncated.so"),
                        mapping(0x3000, "r-xp", 7, "/lib/libc.so.6")));
    }

    @Test
    void a_stub_that_was_left_is_used_again_but_anything_like_it_is_not() {
        Mapping text = mapping(0x1000, "r-xp", 7, "/bin/server");
        long first = place(text);
        assertEquals(first, place(text));
        content[0x2000 - 1] = 1;
        assertThrows(TargetFailureException.class, () -> place(text));
    }

    @Test
    void remove_restores_the_zeros() {
        Mapping text = mapping(0x1000, "r-xp", 7, "/bin/server");
        StubSite site = StubSite.place(memory, 1, new MemoryMap(List.of(text)), stub);
        site.remove();
        assertArrayEquals(new byte[0x6000], content);
    }
}
