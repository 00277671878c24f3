// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nsb.elf.ElfFormatException;
import org.nsb.tests.harness.Fingerprint;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Run;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.VzpatchFormatException;

/** Files that are no patches, or no longer: each is refused, and the process is left alone. */
@LiveTest
class DamagedPatchTest {
    /** Of e_ident (3 times), e_type, e_machine, e_shoff, e_shentsize, e_shnum in ELF files. */
    private static final List<Integer> FIELDS_64 = List.of(0, 4, 5, 16, 18, 40, 58, 60);

    private static final List<Integer> FIELDS_32 = List.of(0, 4, 5, 16, 18, 32, 46, 48);

    @Test
    void notAnElfFile(Workbench bench) {
        Path file = bench.write("notes.txt", "this is not a patch\n".repeat(100));
        isBad(bench, file);
        isBad(bench, bench.write("empty", ""));
    }

    @Test
    void sharedObjectThatIsNoPatch(Workbench bench) {
        Path object = bench.built("layers").resolve("one.so");
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        bench.nsb().run("patch", subject.pid(), object).refuses(9, object, "nsb generate");
        bench.nsb().run("check", subject.pid(), object).refuses(9, object, "nsb generate");
        bench.nsb().run("inspect", object).refuses(9, object, "nsb generate");
        before.assertSame();
    }

    @Test
    void directory(Workbench bench) {
        Subject subject = Layers.start(bench);
        bench.nsb().run("patch", subject.pid(), bench.directory()).refuses(1, bench.directory());
    }

    @Test
    void missingFile(Workbench bench) {
        Path file = bench.directory().resolve("nothing.nsb");
        Subject subject = Layers.start(bench);
        bench.nsb().run("patch", subject.pid(), file).refuses(1, file, "no such file");
        bench.nsb().run("check", subject.pid(), file).refuses(1, file, "no such file");
        bench.nsb().run("inspect", file).refuses(1, file, "no such file");
    }

    /** Ten pieces through the command, the others through the reader that it uses. */
    @Test
    void truncated(Workbench bench) throws IOException {
        byte[] whole = Files.readAllBytes(Layers.patch(bench, "one"));
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        for (int i = 0; i < 50; i++) {
            int length = (int) ((long) whole.length * i / 50);
            Path piece = bench.directory().resolve("piece-" + i + ".nsb");
            Files.write(piece, Arrays.copyOf(whole, length));
            if (i % 5 == 0) {
                bench.nsb().run("patch", subject.pid(), piece).refuses(9, piece);
            } else {
                assertTrue(isRefused(piece), "accepted " + length + " of " + whole.length);
            }
        }
        before.assertSame();
    }

    /** A wrong bit is refused, or it is in a place that does not matter; nothing else happens. */
    @Test
    void wrongBits(Workbench bench) throws IOException {
        byte[] whole = Files.readAllBytes(Layers.patch(bench, "one"));
        Path file = bench.directory().resolve("damaged.nsb");
        Random random = new Random(20220923);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            refused += isRefused(file) ? 1 : 0;
        }
        bench.log().say(refused + " of 2000 files with a wrong bit were refused by the reader");
        assertTrue(refused > 0, "no damage was noticed");
    }

    /** Each of the bytes of the ELF header, through the command. */
    @Test
    void wrongHeader(Workbench bench) throws IOException {
        byte[] whole = Files.readAllBytes(Layers.patch(bench, "one"));
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        for (int offset : whole[4] == 1 ? FIELDS_32 : FIELDS_64) {
            byte[] damaged = whole.clone();
            damaged[offset] ^= (byte) 0x7f;
            Path file = bench.directory().resolve("header-" + offset + ".nsb");
            Files.write(file, damaged);
            Run run = bench.nsb().run("patch", subject.pid(), file);
            assertTrue(List.of(4, 9).contains(run.status()), run::toString);
            run.refuses(run.status(), file.getFileName());
        }
        before.assertSame();
    }

    /** A later format says so, whatever else it contains. */
    @Test
    void newerFormat(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Path newer = CraftedPatch.withFormat(bench, patch, 2);
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        bench.nsb().run("patch", subject.pid(), newer).refuses(9, newer, "newer", "2.x", "1.x");
        bench.nsb().run("inspect", newer).refuses(9, newer, "newer");
        before.assertSame();
    }

    /** Metadata that was made for another shared object. */
    @Test
    void metadataOfAnotherPatch(Workbench bench) {
        Path one = Layers.patch(bench, "one");
        Path two = Layers.patch(bench, "two");
        Path mixed = CraftedPatch.withMetadataOf(bench, one, two);
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        bench.nsb().run("patch", subject.pid(), mixed).refuses(9, mixed, "nsb generate");
        before.assertSame();
    }

    private static void isBad(Workbench bench, Path file) {
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        for (String verb : List.of("patch", "check", "revert")) {
            bench.nsb().run(verb, subject.pid(), file).refuses(9, file);
        }
        bench.nsb().run("inspect", file).refuses(9, file);
        before.assertSame();
        subject.ask("expect old", "ok old");
    }

    private static boolean isRefused(Path file) {
        try {
            PatchFile.read(file);
            return false;
        } catch (ElfFormatException | VzpatchFormatException e) {
            assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
            return true;
        }
    }
}
