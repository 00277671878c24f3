// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.elf.BuildId;
import org.nsb.elf.ElfBuilder;
import org.nsb.elf.ElfFile;
import org.nsb.elf.TestSymbol;
import org.nsb.patcher.commit.Committer;
import org.nsb.patcher.commit.StopPolicy;
import org.nsb.patcher.commit.Unwinders;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.CodeRange;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Sha256;
import org.nsb.vzpatch.Vzpatch;
import org.nsb.vzpatch.VzpatchCodec;

/** A program with two functions, a process that runs it, and patches for it. */
public final class Fixture {
    public static final long BIAS = 0x5555_0000_0000L;
    public static final long STACK = 0x7fff_f000_0000L;
    public static final String PROGRAM_ID = "0102030405060708";
    public static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    public static final Architecture CPU = Architectures.installed().named("x86_64").orElseThrow();
    private static final int MACHINE = 62;

    /** Functions start here in the program's text; each has this many bytes. */
    public static final int FUNCTION_SIZE = 32;

    public final byte[] text = new byte[3 * FUNCTION_SIZE];
    public final ElfFile program;
    public final FakeTarget target = new FakeTarget();
    public final Patcher patcher;

    public Fixture() {
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (0x40 + i);
        }
        program =
                ElfBuilder.elf64(MACHINE)
                        .buildId(PROGRAM_ID)
                        .text(".text", text)
                        .data(".data", new byte[64])
                        .dynamicSymbol(TestSymbol.function("first", ".text", 0, FUNCTION_SIZE))
                        .dynamicSymbol(TestSymbol.object("counter", ".data", 8, 8))
                        .buildFile();
        target.load(program, BIAS, "/usr/bin/program", 5);
        target.map(BIAS + 0x100_0000, new byte[8192], "rw-p", 0, 0, "[heap]");
        target.map(STACK, new byte[16384], "rw-p", 0, 0, "[stack]");
        target.auxiliary(3, BIAS + 64); // AT_PHDR
        target.auxiliary(6, 4096); // AT_PAGESZ
        target.fakeThread().standsAt(textAddress() + 2 * FUNCTION_SIZE, STACK + 8192);
        patcher =
                new Patcher(
                        new OneProcess(target),
                        pid -> () -> {},
                        Architectures.installed(),
                        new Committer(Unwinders.none()),
                        Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Where the program's text is in the process. */
    public long textAddress() {
        return BIAS + linkTime(0);
    }

    /** Link-time address of a byte of the program's text. */
    public long linkTime(int offset) {
        return program.section(".text").orElseThrow().address() + offset;
    }

    /** What stands in the text of the process. */
    public byte[] textNow() {
        return target.bytes(textAddress(), text.length);
    }

    /** The n-th function of the program, replaced by code at an offset of the patch's text. */
    public ReplacedFunction replaced(String name, int n, long patchAddress) {
        long address = linkTime(n * FUNCTION_SIZE);
        byte[] code = Arrays.copyOfRange(text, n * FUNCTION_SIZE, (n + 1) * FUNCTION_SIZE);
        return new ReplacedFunction(
                name,
                List.of(),
                "",
                address,
                patchAddress,
                16,
                List.of(new CodeRange(address, FUNCTION_SIZE)),
                Sha256.of(code),
                0);
    }

    /** A patch of the program's first function, with one relocated field. */
    public PatchFile patch(String name, String id) {
        return patch(name, id, PROGRAM_ID);
    }

    public PatchFile patch(String name, String id, String programId) {
        ElfBuilder builder =
                ElfBuilder.elf64(MACHINE)
                        .buildId(id)
                        .text(".text", new byte[64])
                        .data(".data", new byte[32])
                        .bss(".bss", 5000);
        ElfFile plain = builder.buildFile();
        long code = plain.section(".text").orElseThrow().address();
        long data = plain.section(".data").orElseThrow().address();
        Vzpatch.ElfArchitecture cpu = new Vzpatch.ElfArchitecture("x86_64", MACHINE, 64);
        Vzpatch vzpatch =
                new Vzpatch(
                        new Vzpatch.Module(new BuildId(programId), cpu, "program"),
                        new Vzpatch.Module(new BuildId(id), cpu, "fix.so"),
                        new Vzpatch.Label(name, "", List.of()),
                        List.of(replaced("first", 0, code)),
                        List.of(new PatchSymbol.DynamicLookup("counter", "", false, false)),
                        List.of(new BindRelocation(data, 1, OptionalInt.of(0), 4)),
                        Vzpatch.Placement.ANYWHERE,
                        List.of(),
                        new Vzpatch.Origin("test", List.of()));
        return PatchFile.of(
                Path.of(name + ".so"),
                builder.notLoaded(Vzpatch.SECTION, VzpatchCodec.encode(vzpatch)).buildFile());
    }

    public static ApplyOptions options() {
        return new ApplyOptions(
                new StopPolicy(Duration.ofSeconds(5), 2, Duration.ofSeconds(1)), Set.of(), false);
    }

    private record OneProcess(FakeTarget target) implements ProcessAccess {
        @Override
        public TargetProcess open(int pid) {
            if (pid != FakeTarget.PID) {
                throw new NoSuchProcessException(pid, "there is no process " + pid);
            }
            return target;
        }

        @Override
        public List<Integer> processes() {
            return List.of(7, FakeTarget.PID);
        }
    }
}
