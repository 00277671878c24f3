// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nsb.arch.Architecture;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.RemoteAddress;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadControl;
import org.nsb.vzpatch.PatchSymbol;

/**
 * Searches a process for words that point into a patch.
 *
 * <p>All memory that the process can write and does not share is searched, word by word. What a
 * thread's own stack holds below its stack pointer is dead and does not count. What holds above it,
 * and the registers, are looked at by {@link org.nsb.patcher.commit.Committer#whileStopped}.
 *
 * <p>Some pointers cannot be found that way: those that the kernel keeps (signal handlers), and
 * those that the C library stores in a garbled form (exit handlers, {@code setjmp}). So a patch
 * that uses any of the functions which make such pointers is never declared unused.
 */
public final class ReferenceSearch {
    /** More is not searched, because the target stands still meanwhile; bytes. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int CHUNK = 1 << 18;

    /** Bytes that a rehearsal searches. */
    private static final long SAMPLE = 4 << 12;

    /** glibc keeps the thread's own data, this large at most, above the stack; bytes. */
    private static final long LARGEST_THREAD_DATA = 8192;

    private static final Set<String> HIDING_FUNCTIONS =
            Set.of(
                    "sigaction",
                    "__sigaction",
                    "signal",
                    "__sysv_signal",
                    "sysv_signal",
                    "bsd_signal",
                    "sigset",
                    "sigvec",
                    "syscall",
                    "clone",
                    "atexit",
                    "on_exit",
                    "at_quick_exit",
                    "__cxa_atexit",
                    "__cxa_at_quick_exit",
                    "__cxa_thread_atexit",
                    "__cxa_thread_atexit_impl",
                    "setjmp",
                    "_setjmp",
                    "__sigsetjmp",
                    "sigsetjmp",
                    "getcontext",
                    "makecontext",
                    "swapcontext",
                    "__register_frame",
                    "__register_frame_info");

    private final TargetProcess target;
    private final Architecture architecture;
    private final InstalledPatch patch;
    private final boolean foreignStacks;
    private final List<Mapping> writable;
    private final List<Mapping> stacks;
    private final ByteBuffer chunk =
            ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.nativeOrder());
    private final LongBuffer wordsOfChunk = chunk.asLongBuffer();
    private final long[] words = new long[CHUNK / Long.BYTES];
    private final ByteBuffer registers;
    private final int[] threads;

    /**
     * @param patch that is out of effect
     * @param foreignStacks whether there may be suspended contexts; then no part of a stack is
     *     taken for dead
     */
    public ReferenceSearch(
            TargetProcess target,
            Architecture architecture,
            InstalledPatch patch,
            boolean foreignStacks) {
        this.target = target;
        this.architecture = architecture;
        this.patch = patch;
        this.foreignStacks = foreignStacks;
        this.writable = new ArrayList<>();
        this.stacks = new ArrayList<>();
        this.registers =
                ByteBuffer.allocateDirect(architecture.registers().size())
                        .order(ByteOrder.nativeOrder());
        this.threads = new int[target.threads().size() + 64];
        divide(target.memoryMap().mappings());
    }

    private void divide(List<Mapping> mappings) {
        Mapping below = null;
        for (Mapping mapping : mappings) {
            boolean holdsData = mapping.readable() && mapping.writable() && mapping.isPrivate();
            if (holdsData && !patch.contains(mapping.start())) {
                (mayBeStack(mapping, below) ? stacks : writable).add(mapping);
            }
            below = mapping;
        }
    }

    /** The stack of the first thread, or one with a guard below it. */
    private static boolean mayBeStack(Mapping mapping, Mapping below) {
        return mapping.name().equals("[stack]")
                || below != null
                        && below.end() == mapping.start()
                        && !below.readable()
                        && !below.writable()
                        && mapping.inode() == 0
                        && !mapping.name().equals("[heap]");
    }

    /**
     * Looks for obvious reasons while the process runs, so that it is not stopped in vain.
     *
     * @return why the patch may be in use; nothing if no reason was found
     */
    public Optional<String> whileRunning() {
        Optional<String> hiding = hidingFunction();
        if (hiding.isPresent()) {
            return hiding;
        }
        long size = writable.stream().mapToLong(Mapping::size).sum();
        if (size > MOST_BYTES) {
            return Optional.of(
                    "%d MiB of memory would have to be searched while the process stands still"
                            .formatted(size >> 20));
        }
        for (Mapping mapping : writable) {
            long hit = search(mapping.start(), mapping.end(), this::readRunning);
            if (hit != 0) {
                return Optional.of(
                        "a word at %s (%s) points into it"
                                .formatted(
                                        new RemoteAddress(hit),
                                        mapping.name().isEmpty() ? "data" : mapping.name()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> hidingFunction() {
        return patch.vzpatch().symbols().stream()
                .filter(s -> !(s instanceof PatchSymbol.PatchAddress))
                .map(PatchSymbol::name)
                .filter(HIDING_FUNCTIONS::contains)
                .findFirst()
                .map(
                        name ->
                                "it uses "
                                        + name
                                        + ", so pointers to it may be where nsb cannot look");
    }

    private int readRunning(long address, int length) {
        try {
            target.memory().read(address, chunk.clear().limit(length));
            return length;
        } catch (RemoteMemoryException e) {
            return -1;
        }
    }

    /**
     * Searches everything while the process stands still.
     *
     * @return whether nothing points into the patch
     */
    public boolean holdsWhileStopped(ThreadControl control) {
        return holds(control, Long.MAX_VALUE);
    }

    /** The same for a few pages of it; for rehearsals. */
    public boolean holdsForSample(ThreadControl control) {
        return holds(control, SAMPLE);
    }

    private boolean holds(ThreadControl control, long most) {
        int count = control.list(threads);
        if (count > threads.length) {
            return false;
        }
        Reader reader = (address, length) -> control.read(address, chunk.clear(), length);
        long size = 0;
        for (Mapping mapping : writable) {
            long length = Math.min(mapping.size(), most - size);
            size += length;
            if (search(mapping.start(), mapping.start() + length, reader) != 0) {
                return false;
            }
        }
        for (Mapping mapping : stacks) {
            long from = firstLive(mapping, control, count);
            long length = Math.min(mapping.end() - from, most - size);
            size += length;
            if (size > MOST_BYTES || search(from, from + length, reader) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The lowest address of a mapping that is not the dead part of threads' own stacks; its start
     * if that is not certain.
     */
    private long firstLive(Mapping mapping, ThreadControl control, int count) {
        long lowest = mapping.end();
        for (int i = 0; i < count && !foreignStacks; i++) {
            if (control.registers(threads[i], registers.clear()) < 0) {
                continue; // it has ended
            }
            long sp = word(registers, architecture.registers().stackPointer());
            long tp = word(registers, architecture.registers().threadPointer());
            if (mapping.contains(sp)) {
                long live = (sp - architecture.registers().redZone()) & -Long.BYTES;
                boolean own = mapping.name().equals("[stack]") || isTop(mapping, sp, tp);
                if (!own || !mapping.contains(live)) {
                    return mapping.start();
                }
                lowest = Math.min(lowest, live);
            }
        }
        return lowest == mapping.end() ? mapping.start() : lowest;
    }

    private static boolean isTop(Mapping mapping, long sp, long tp) {
        return mapping.contains(tp)
                && Long.compareUnsigned(sp, tp) < 0
                && mapping.end() - tp <= LARGEST_THREAD_DATA;
    }

    private long word(ByteBuffer bytes, int offset) {
        long value = bytes.getLong(offset);
        return architecture.pointerSize() == Long.BYTES ? value : value & 0xffff_ffffL;
    }

    /** Fills {@link #chunk} from its start; answers with the number of bytes, or less than 1. */
    private interface Reader {
        int read(long address, int length);
    }

    /** The address of the first word that points into the patch, or of unreadable memory; or 0. */
    private long search(long start, long end, Reader reader) {
        for (long at = start; Long.compareUnsigned(at, end) < 0; ) {
            int length = reader.read(at, (int) Math.min(CHUNK, end - at)) & -Long.BYTES;
            if (length <= 0) {
                return at;
            }
            int hit = search(length);
            if (hit >= 0) {
                return at + hit;
            }
            at += length;
        }
        return 0;
    }

    /** Where in the chunk the first such word is; -1 if there is none. */
    private int search(int length) {
        int count = length / Long.BYTES;
        wordsOfChunk.get(0, words, 0, count);
        boolean wide = architecture.pointerSize() == Long.BYTES;
        int i = wide ? nextWide(count) : nextNarrow(count);
        return i < count ? i * Long.BYTES : -1;
    }

    /** This loop is where the time goes. */
    private int nextWide(int count) {
        long[] all = words;
        // a <= b, unsigned, is a + MIN_VALUE <= b + MIN_VALUE, signed
        long bias = Long.MIN_VALUE - patch.record().imageAddress();
        long limit = Long.MIN_VALUE + patch.record().imageSize();
        int i = 0;
        while (i < count && all[i] + bias > limit) {
            i++;
        }
        return i;
    }

    private int nextNarrow(int count) {
        int i = 0;
        while (i < count
                && isElsewhere(words[i] & 0xffff_ffffL)
                && isElsewhere(words[i] >>> Integer.SIZE)) {
            i++;
        }
        return i;
    }

    private boolean isElsewhere(long value) {
        long offset = value - patch.record().imageAddress();
        return Long.compareUnsigned(offset, patch.record().imageSize()) > 0;
    }
}
