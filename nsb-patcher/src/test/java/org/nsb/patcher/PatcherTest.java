// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nsb.elf.BuildId;
import org.nsb.elf.Segment;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.RevertResult.Removal;
import org.nsb.patcher.commit.StopPolicy;
import org.nsb.patcher.state.StateWriter;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.vzpatch.PatchFile;

/** The whole way, in a process that consists of byte arrays. */
class PatcherTest {
    private static final int PID = FakeTarget.PID;
    private final Fixture fixture = new Fixture();
    private final FakeTarget target = fixture.target;
    private final Patcher patcher = fixture.patcher;
    private final PatchFile fix = fixture.patch("fix", "aa01");
    private final PatchFile second = fixture.patch("second", "bb02");
    private final String before = target.state();

    private ApplyResult apply(PatchFile patch) {
        return patcher.apply(PID, patch, Fixture.options());
    }

    private RevertResult revert(String what) {
        return patcher.revert(PID, new PatchSelector.ByText(what), Fixture.options());
    }

    @Test
    void processThatSharesTheMemoryIsInTheWay() {
        target.sharers = List.of(77);
        BusyException busy = assertThrows(BusyException.class, () -> apply(fix));
        assertEquals(77, busy.threads().get(0).tid());
        assertEquals(before, target.state());
    }

    @Test
    void appliedPatchIsReadBackFromTheProcess() {
        ApplyResult result = apply(fix);
        AppliedPatch applied = result.applied().orElseThrow();
        assertEquals(Phase.APPLIED, applied.phase());
        assertEquals("fix", applied.name());
        assertEquals(Fixture.NOW, applied.stagedAt());
        assertEquals("/usr/bin/program", applied.targetPath());
        assertEquals(applied, patcher.list(PID).patches().get(0));

        AppliedPatch.Function function = applied.functions().get(0);
        assertTrue(function.active());
        byte[] jump =
                Fixture.CPU
                        .jumps()
                        .direct(function.from().value(), function.to().value())
                        .orElseThrow();
        byte[] expected = fixture.text.clone();
        System.arraycopy(jump, 0, expected, 0, jump.length);
        assertArrayEquals(expected, fixture.textNow());
    }

    @Test
    void relocatedFieldHoldsTheSymbolsAddress() {
        ApplyResult result = apply(fix);
        long data = fix.elf().section(".data").orElseThrow().address();
        long counter = fixture.program.section(".data").orElseThrow().address() + 8;
        long field = result.plan().image().patchBias() + data;
        assertEquals(Fixture.BIAS + counter + 4, target.read(field, 8).getLong());
    }

    /** To seal a file takes the kernel long, so no thread stands still meanwhile. */
    @Test
    void theFileIsSealedWhenTheThreadRunsAgain() {
        ApplyResult result = apply(fix);
        assertEquals(250, result.stageMicros());
        assertTrue(
                target.steps.indexOf("file seal") > target.steps.lastIndexOf("close"),
                target.steps.toString());
        assertTrue(
                target.steps.indexOf("file write") < target.steps.indexOf("mmap"),
                target.steps.toString());
    }

    @Test
    void secondApplicationIsRefused() {
        apply(fix);
        String state = target.state();
        assertThrows(WrongStateException.class, () -> apply(fix));
        assertEquals(state, target.state());
        assertInstanceOf(CheckResult.Applied.class, patcher.check(PID, fix, Optional.empty()));
    }

    @Test
    void revertLeavesNothingBehind() {
        apply(fix);
        RevertResult result = revert("fix");
        assertEquals(250, assertInstanceOf(Removal.Unmapped.class, result.removal()).unmapMicros());
        assertArrayEquals(fixture.text, fixture.textNow());
        assertEquals(before, target.state());
        assertThrows(WrongStateException.class, () -> revert("fix"));
        assertEquals(Phase.APPLIED, apply(fix).applied().orElseThrow().phase());
    }

    @Test
    void laterPatchTakesPrecedenceUntilItGoes() {
        apply(fix);
        byte[] first = fixture.textNow();
        apply(second);
        assertFalse(patcher.list(PID).patches().get(0).functions().get(0).active());
        revert("second");
        assertArrayEquals(first, fixture.textNow());
        revert("fix");
        assertEquals(before, target.state());
    }

    @Test
    void lowerPatchGoesWithoutTouchingTheText() {
        apply(fix);
        apply(second);
        byte[] top = fixture.textNow();
        RevertResult result = revert("aa");
        assertEquals(0, result.change().writes().size());
        assertArrayEquals(top, fixture.textNow());
        revert("bb02");
        assertArrayEquals(fixture.text, fixture.textNow());
        assertEquals(before, target.state());
    }

    @Test
    void patchThatSomethingPointsToStaysMapped() {
        ApplyResult applied = apply(fix);
        long code = applied.plan().jumps().get(0).to();
        target.write(Fixture.BIAS + 0x100_0000 + 64, littleEndian(code));
        assertInstanceOf(Removal.Kept.class, revert("fix").removal());
        assertEquals(Phase.REVERTED, patcher.list(PID).patches().get(0).phase());
        assertThrows(WrongStateException.class, () -> revert("fix"));

        target.write(Fixture.BIAS + 0x100_0000 + 64, new byte[8]);
        apply(second);
        assertEquals(1, patcher.list(PID).patches().size(), "the old one has been swept out");
    }

    @Test
    void otherBuildOfTheProgramIsNamed() {
        PatchFile other = fixture.patch("fix", "aa01", "99");
        NotApplicableException e = assertThrows(NotApplicableException.class, () -> apply(other));
        assertTrue(e.getMessage().contains(Fixture.PROGRAM_ID), e.getMessage());
        assertTrue(e.getMessage().contains("99"), e.getMessage());
        assertEquals(before, target.state());
        assertInstanceOf(
                CheckResult.NotApplicable.class, patcher.check(PID, other, Optional.empty()));
    }

    @Test
    void changedCodeIsRefused() {
        target.write(fixture.textAddress() + 20, new byte[] {(byte) 0xcc});
        NotApplicableException e = assertThrows(NotApplicableException.class, () -> apply(fix));
        assertTrue(e.getMessage().contains("first"), e.getMessage());
        assertEquals(before, target.state());
    }

    @Test
    void jumpThatSomebodyOverwroteIsRefused() {
        apply(fix);
        target.write(fixture.textAddress() + 1, new byte[] {0x11});
        assertThrows(NotApplicableException.class, () -> revert("fix"));
        assertThrows(NotApplicableException.class, () -> apply(second));
        assertEquals(Phase.APPLIED, patcher.list(PID).patches().get(0).phase());
    }

    @Test
    void busyFunctionLeavesEverythingAsItWas() {
        target.fakeThread().standsAt(fixture.textAddress() + 7, Fixture.STACK + 8192);
        assertThrows(BusyException.class, () -> apply(fix));
        assertEquals(before, target.state());
        assertArrayEquals(fixture.text, fixture.textNow());
        ApplyOptions relaxed = new ApplyOptions(Fixture.options().policy(), Set.of("first"), false);
        assertTrue(patcher.apply(PID, fix, relaxed).applied().isPresent());
    }

    @Test
    void busyPatchIsNotRevertedAndStaysApplied() {
        ApplyResult applied = apply(fix);
        byte[] text = fixture.textNow();
        long code = applied.plan().jumps().get(0).to();
        target.fakeThread().standsAt(code + 3, Fixture.STACK + 8192);
        assertThrows(BusyException.class, () -> revert("fix"));
        assertArrayEquals(text, fixture.textNow());
        assertEquals(Phase.APPLIED, patcher.list(PID).patches().get(0).phase());
    }

    @Test
    void failedWriteLeavesEverythingAsItWas() {
        target.fakeThread().failToWrite();
        assertThrows(TargetFailureException.class, () -> apply(fix));
        assertEquals(before, target.state());
        assertArrayEquals(fixture.text, fixture.textNow());
    }

    @Test
    void everyFailedStepOfStagingIsUndone() {
        ApplyResult whole = new Fixture().patcher.apply(PID, fix, Fixture.options());
        int steps = 5 + whole.plan().image().regions().size() + 1;
        for (int i = 0; i < steps; i++) {
            Fixture fresh = new Fixture();
            MemoryMap map = fresh.target.memoryMap();
            fresh.target.failAt(i);
            assertThrows(
                    TargetFailureException.class,
                    () -> fresh.patcher.apply(PID, fix, Fixture.options()),
                    "step " + i);
            assertEquals(map, fresh.target.memoryMap(), "step " + i);
            assertArrayEquals(fresh.text, fresh.textNow());
            assertTrue(fresh.patcher.apply(PID, fix, Fixture.options()).applied().isPresent());
            // where the failed step was the close, only the next run could do it
            assertEquals(List.of(), fresh.target.descriptorsOf("/memfd:"));
        }
    }

    @Test
    void stagedLeftoverIsRemovedByTheNextRun() {
        long control = apply(fix).plan().image().address();
        target.write(fixture.textAddress(), Arrays.copyOf(fixture.text, 5));
        new StateWriter(target).phase(control, Phase.COMMITTING);
        assertEquals(Phase.COMMITTING, patcher.list(PID).patches().get(0).phase());
        apply(fix);
        assertEquals(1, patcher.list(PID).patches().size());
    }

    @Test
    void descriptorThatAKilledRunLeftIsClosed() {
        target.leaveOpen(33, "/memfd:nsb:aa01:fix (deleted)");
        apply(second);
        assertEquals(List.of(), target.descriptorsOf("/memfd:nsb:"));
    }

    @Test
    void halfWrittenPatchMustBeRevertedFirst() {
        long control = apply(fix).plan().image().address();
        new StateWriter(target).phase(control, Phase.COMMITTING);
        WrongStateException e = assertThrows(WrongStateException.class, () -> apply(second));
        assertTrue(e.getMessage().contains("nsb revert"), e.getMessage());
        revert("fix");
        assertArrayEquals(fixture.text, fixture.textNow());
        assertEquals(before, target.state());
    }

    @Test
    void revertedRecordWhoseJumpsStandIsStillReverted() {
        long control = apply(fix).plan().image().address();
        new StateWriter(target).phase(control, Phase.REVERTING);
        revert("fix");
        assertEquals(before, target.state());
    }

    @Test
    void dryRunsTouchNothing() {
        ApplyOptions dry = new ApplyOptions(Fixture.options().policy(), Set.of(), true);
        assertTrue(patcher.apply(PID, fix, dry).applied().isEmpty());
        assertEquals(before, target.state());
        apply(fix);
        String state = target.state();
        byte[] text = fixture.textNow();
        patcher.revert(PID, new PatchSelector.ById(new BuildId("aa01")), dry);
        assertEquals(state, target.state());
        assertArrayEquals(text, fixture.textNow());
    }

    @Test
    void kernelThatIgnoresTheWishForAFixedPlaceIsNoticed() {
        ApplyOptions dry = new ApplyOptions(Fixture.options().policy(), Set.of(), true);
        long address = patcher.apply(PID, fix, dry).plan().image().address();
        assertTrue(target.memoryMap().at(address).isEmpty());
        target.ignoreNoReplace();
        assertTrue(apply(fix).applied().isPresent());
    }

    @Test
    void listOfAllProcessesPassesOverThoseThatEnd() {
        apply(fix);
        PatchListing all = patcher.listAll();
        assertEquals(1, all.processes().size());
        assertEquals(PID, all.processes().get(0).pid());
        assertEquals(0, all.skipped());
    }

    @Test
    void probeSeesBusyThreadsAndWritesNothing() {
        Optional<StopPolicy> probe = Optional.of(Fixture.options().policy());
        assertInstanceOf(CheckResult.Applicable.class, patcher.check(PID, fix, probe));
        target.fakeThread().standsAt(fixture.textAddress() + 7, Fixture.STACK + 8192);
        assertInstanceOf(CheckResult.Busy.class, patcher.check(PID, fix, probe));
        assertInstanceOf(CheckResult.Applicable.class, patcher.check(PID, fix, Optional.empty()));
        assertEquals(before, target.state());
    }

    @Test
    void processThatEndsIsNamed() {
        target.fakeThread().end();
        assertThrows(NoSuchProcessException.class, () -> apply(fix));
        assertThrows(NoSuchProcessException.class, () -> patcher.apply(1, fix, Fixture.options()));
    }

    @Test
    void unreadableTablesAreTheTargetsFailure() {
        long dynamic =
                fixture.program.segments().stream()
                        .filter(s -> s.type() == Segment.PT_DYNAMIC)
                        .findFirst()
                        .orElseThrow()
                        .virtualAddress();
        target.write(Fixture.BIAS + dynamic + 8, new byte[] {1, 2, 3, 4, 5, 6});
        target.write(Fixture.BIAS + dynamic + 24, new byte[] {1, 2, 3, 4, 5, 6});
        assertThrows(TargetFailureException.class, () -> apply(fix));
        assertEquals(before, target.state());
    }

    @Test
    void damagedRecordBecomesAWarning() {
        long control = apply(fix).plan().image().address();
        target.write(control + 70, new byte[] {1, 2, 3});
        ProcessPatches patches = patcher.list(PID);
        assertEquals(0, patches.patches().size());
        assertEquals(1, patches.warnings().size());
    }

    private static byte[] littleEndian(long value) {
        return java.nio.ByteBuffer.allocate(8)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
