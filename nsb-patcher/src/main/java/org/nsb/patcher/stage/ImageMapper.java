// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nsb.arch.SystemCalls;
import org.nsb.patcher.plan.ImagePlan;
import org.nsb.patcher.plan.ImageRegion;
import org.nsb.patcher.plan.LateField;
import org.nsb.patcher.plan.PatchPlan;
import org.nsb.patcher.target.RemoteCallException;
import org.nsb.patcher.target.RemoteFile;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.ThreadLender;

/** The remote calls that map an image: {@code memfd_create}, {@code mmap}, {@code close}. */
final class ImageMapper {
    /** {@code man 2 memfd_create}; the kernel's limit does not count the prefix it adds itself. */
    private static final int LONGEST_NAME = 249;

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;

    /** {@code man 2 mmap}. */
    private static final int MAP_PRIVATE = 0x02;

    private static final int MAP_FIXED_NOREPLACE = 0x100000;
    private static final int EEXIST = 17;

    private final ThreadLender target;
    private final SystemCalls calls;
    private final PatchPlan plan;
    private final byte[] name;
    private final Undo undo = new Undo();
    private RemoteThread thread;

    /** Null until it has been opened. */
    private RemoteFile file;

    private boolean descriptorIsOpen;

    ImageMapper(ThreadLender target, PatchPlan plan) {
        this.target = target;
        this.calls = plan.architecture().systemCalls();
        this.plan = plan;
        this.name = name(plan);
    }

    /**
     * What came of it.
     *
     * @param file the image, not yet sealed; to be closed by whoever gets this
     * @param results of the resolver functions, in the order of the late fields
     * @param stoppedMicros how long the borrowed thread stood still
     */
    record Mapped(RemoteFile file, List<Long> results, long stoppedMicros)
            implements AutoCloseable {
        @Override
        public void close() {
            file.close();
        }
    }

    /**
     * Maps everything; if that fails, nothing of it is left.
     *
     * <p>The file is not sealed here: the kernel then waits until no processor has noted down any
     * of its new pages for later, which takes milliseconds ({@code lru_add_drain_all}).
     */
    Mapped map() {
        RemoteThread borrowed = target.borrowThread(plan.architecture());
        thread = borrowed;
        List<Long> results;
        try (borrowed) {
            results = mapAll();
        } catch (RuntimeException e) {
            closeFile();
            throw e;
        }
        return new Mapped(file, results, borrowed.stoppedMicros());
    }

    private List<Long> mapAll() {
        try {
            int descriptor = create();
            fill(descriptor);
            plan.image().regions().forEach(region -> map(region, descriptor));
            close(descriptor);
            return callResolvers();
        } catch (RuntimeException e) {
            undo.run(e);
            throw e;
        }
    }

    private void closeFile() {
        if (file != null) {
            file.close();
        }
    }

    private int create() {
        long address = thread.put(name);
        int descriptor =
                (int) thread.call(calls.memfdCreate(address, MFD_CLOEXEC | MFD_ALLOW_SEALING));
        descriptorIsOpen = true;
        undo.add(() -> close(descriptor));
        return descriptor;
    }

    /** Never twice: the number may belong to another file of the target by then. */
    private void close(int descriptor) {
        if (descriptorIsOpen) {
            descriptorIsOpen = false;
            thread.call(calls.close(descriptor));
        }
    }

    private static byte[] name(PatchPlan plan) {
        byte[] name =
                "nsb:%s:%s"
                        .formatted(plan.vzpatch().patch().buildId(), plan.vzpatch().label().name())
                        .getBytes(UTF_8);
        return Arrays.copyOf(name, Math.min(name.length, LONGEST_NAME) + 1);
    }

    private void fill(int descriptor) {
        file = target.openDescriptor(descriptor);
        file.truncate(plan.image().size());
        file.write(0, plan.image().content());
    }

    private void map(ImageRegion region, int descriptor) {
        long address = plan.image().address() + region.offset();
        long mapped = mmap(region, descriptor, address);
        undo.add(() -> thread.call(calls.munmap(mapped, region.length())));
        if (mapped != address) {
            // a kernel before 4.17 takes the address for a mere wish
            throw new PlaceTakenException(target.pid(), address);
        }
    }

    private long mmap(ImageRegion region, int descriptor, long address) {
        try {
            return thread.call(
                    calls.mmap(
                            address,
                            region.length(),
                            region.protection(),
                            MAP_PRIVATE | MAP_FIXED_NOREPLACE,
                            descriptor,
                            region.offset()));
        } catch (RemoteCallException e) {
            if (e.errno() == EEXIST) {
                PlaceTakenException taken = new PlaceTakenException(target.pid(), address);
                taken.initCause(e);
                throw taken;
            }
            throw e;
        }
    }

    private List<Long> callResolvers() {
        ImagePlan image = plan.image();
        List<Long> results = new ArrayList<>();
        for (LateField field : image.lateFields()) {
            results.add(thread.callFunction(field.resolver()));
        }
        return results;
    }
}
