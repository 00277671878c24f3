// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.Fingerprint;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.TargetCpu;
import org.nsb.tests.harness.Workbench;

/** Options that all verbs share, and what they promise. */
@LiveTest(TargetCpu.X86_64) // nothing here depends on the CPU
class CommandLineTest {

    @Test
    void dryRunChangesNothing(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Nsb nsb = bench.nsb();
        Subject subject = Layers.start(bench);

        Fingerprint before = Fingerprint.of(subject.pid());
        nsb.run("patch", subject.pid(), patch, "--dry-run").exits(0).says("would").says("state");
        nsb.run("patch", "-n", subject.pid(), patch, "--json").exits(0).says("planned");
        before.assertSame();
        nsb.run("check", subject.pid(), patch).exits(0).says("applicable");

        nsb.run("patch", subject.pid(), patch).exits(0);
        Fingerprint patched = Fingerprint.of(subject.pid());
        nsb.run("revert", subject.pid(), patch, "--dry-run").exits(0).says("would");
        patched.assertSame();
        subject.ask("expect one", "ok one");
        nsb.run("patch", subject.pid(), patch, "--dry-run").refuses(5, "applied");
    }

    @Test
    void oldSpelling(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Nsb nsb = bench.nsb();
        Subject subject = Layers.start(bench);
        nsb.run("check", "-p", subject.pid(), "-f", patch).exits(0).says("applicable");
        nsb.run("patch", "-p", subject.pid(), "-f", patch).exits(0);
        subject.ask("expect one", "ok one");
        nsb.run("patch", "--pid", subject.pid(), "--filename", patch).refuses(5, "applied");
        nsb.run("revert", "--pid", subject.pid(), "--filename", patch).exits(0);
        subject.ask("expect old", "ok old");
        nsb.run("patch", "-f", patch, subject.pid()).exits(0);
        nsb.run("revert", "-p", subject.pid(), patch).exits(0);
    }

    /** The members that docs/json.md promises. */
    @Test
    void jsonHasTheDocumentedMembers(Workbench bench) {
        Nsb nsb = bench.nsb();
        Subject subject = Layers.start(bench);
        Path patch = bench.directory().resolve("one.nsb");
        Path object = bench.built("layers").resolve("one.so");
        JsonObject made =
                nsb.run("generate", Layers.program(bench), object, "-o", patch, "--json")
                        .exits(0)
                        .json();
        members(made, "file name id targetId debugFile functions linked new warnings");
        String id = made.get("id").getAsString();
        JsonObject inspected = nsb.run("inspect", patch, "--json").exits(0).json();
        members(
                inspected,
                "file name description cves id targetId targetName architecture placement tool"
                        + " compilers functions newSymbols symbols relocations");
        assertEquals(id, inspected.get("id").getAsString());

        JsonObject check = nsb.run("check", subject.pid(), patch, "--json").exits(0).json();
        members(check, "pid result functions");
        assertEquals("applicable", check.get("result").getAsString());
        JsonObject dry =
                nsb.run("patch", subject.pid(), patch, "--json", "--dry-run").exits(0).json();
        members(dry, "pid result name id functions address size symbols warnings");
        JsonObject applied = nsb.run("patch", subject.pid(), patch, "--json").exits(0).json();
        members(
                applied,
                "pid result name id functions address size symbols attempts threads pauseMicros"
                        + " longestPauseMicros stageMicros warnings");
        assertEquals("applied", applied.get("result").getAsString());
        assertEquals(id, applied.get("id").getAsString());
        check = nsb.run("check", subject.pid(), patch, "--json").exits(0).json();
        members(check, "pid result patch");

        JsonObject list = nsb.run("list", subject.pid(), "--json").exits(0).json();
        members(list, "processes");
        JsonObject process = list.getAsJsonArray("processes").get(0).getAsJsonObject();
        members(process, "pid command patches");
        assertEquals(subject.pid(), process.get("pid").getAsLong());
        JsonObject listed = process.getAsJsonArray("patches").get(0).getAsJsonObject();
        members(
                listed,
                "id name description phase sequence targetId targetPath address size stagedAt"
                        + " functions");
        members(listed.getAsJsonArray("functions").get(0).getAsJsonObject(), "name from to active");
        assertEquals("applied", listed.get("phase").getAsString());

        JsonObject reverted = nsb.run("revert", subject.pid(), id, "--json").exits(0).json();
        Set<String> promised =
                Set.of(
                        ("pid result name id attempts threads pauseMicros searchMicros"
                                        + " longestPauseMicros warnings")
                                .split(" "));
        assertTrue(reverted.keySet().containsAll(promised), reverted::toString);
        // whether the memory can be given back at once is up to the process
        assertTrue(reverted.has("unmapMicros") != reverted.has("keptReason"), reverted::toString);
        assertEquals("reverted", reverted.get("result").getAsString());
        JsonObject empty = nsb.run("list", subject.pid(), "--json").exits(0).json();
        assertTrue(
                empty.getAsJsonArray("processes")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("patches")
                        .isEmpty());
    }

    private static void members(JsonObject object, String names) {
        assertEquals(Set.of(names.split(" ")), object.keySet());
    }

    @Test
    void helpAndVersion(Workbench bench) {
        bench.nsb().run("--version").exits(0).says("nsb");
        for (String verb :
                new String[] {"generate", "inspect", "check", "patch", "revert", "list"}) {
            bench.nsb().run(verb, "--help").exits(0).says("Usage: nsb " + verb);
        }
    }
}
