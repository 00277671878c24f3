// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nsb.tests.harness.Workbench;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.Vzpatch;
import org.nsb.vzpatch.VzpatchCodec;
import org.nsb.vzpatch.proto.BinPatch;

/** Patches that nsb itself would not make, for what has to be refused. */
final class CraftedPatch {
    private static final int E_MACHINE = 18;

    private CraftedPatch() {}

    /** A copy whose metadata is of another major version of the format. */
    static Path withFormat(Workbench bench, Path patch, int major) {
        try {
            BinPatch message =
                    BinPatch.parseFrom(VzpatchCodec.encode(PatchFile.read(patch).vzpatch()));
            return copy(
                    bench,
                    patch,
                    message.toBuilder().setFormatMajor(major).build().toByteArray(),
                    "format-" + major);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of one patch with the metadata of another. */
    static Path withMetadataOf(Workbench bench, Path patch, Path other) {
        byte[] metadata = VzpatchCodec.encode(PatchFile.read(other).vzpatch());
        return copy(bench, patch, metadata, "mixed");
    }

    /** A copy with other metadata. */
    static Path with(Workbench bench, Path patch, String name, UnaryOperator<Vzpatch> change) {
        Vzpatch changed = change.apply(PatchFile.read(patch).vzpatch());
        return copy(bench, patch, VzpatchCodec.encode(changed), name);
    }

    /** A copy that says of itself to be for another CPU, in header and metadata. */
    static Path forMachine(Workbench bench, Path patch, Vzpatch.ElfArchitecture machine) {
        Path copy =
                with(
                        bench,
                        patch,
                        machine.name(),
                        v ->
                                new Vzpatch(
                                        of(v.target(), machine),
                                        of(v.patch(), machine),
                                        v.label(),
                                        v.functions(),
                                        v.symbols(),
                                        v.relocations(),
                                        v.placement(),
                                        v.newSymbols(),
                                        v.origin()));
        try {
            byte[] bytes = Files.readAllBytes(copy);
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(E_MACHINE, (short) machine.machine());
            return Files.write(copy, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vzpatch.Module of(Vzpatch.Module module, Vzpatch.ElfArchitecture machine) {
        return new Vzpatch.Module(module.buildId(), machine, module.name());
    }

    private static Path copy(Workbench bench, Path patch, byte[] metadata, String name) {
        try {
            Path section = bench.directory().resolve(name + ".vzpatch");
            Files.write(section, metadata);
            Path copy = bench.directory().resolve(name + ".nsb");
            bench.run(
                            List.of(
                                    "objcopy",
                                    "--update-section",
                                    Vzpatch.SECTION + "=" + section,
                                    patch.toString(),
                                    copy.toString()))
                    .exits(0);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
