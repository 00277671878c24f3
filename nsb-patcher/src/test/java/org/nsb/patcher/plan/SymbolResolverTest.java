// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nsb.elf.DynamicTag;
import org.nsb.elf.ElfBuilder;
import org.nsb.elf.ElfFile;
import org.nsb.elf.Symbol;
import org.nsb.elf.TestRelocation;
import org.nsb.elf.TestSymbol;
import org.nsb.patcher.FakeTarget;
import org.nsb.patcher.Fixture;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.vzpatch.PatchSymbol;

/** A program, two libraries that it needs, and one that it opened later. */
class SymbolResolverTest {
    private static final int GLOB_DAT = 6;
    private static final int JUMP_SLOT = 7;
    private static final int DTPMOD64 = 16;
    private static final int IRELATIVE = 37;
    private static final long APP = 0x5555_0000_0000L;
    private static final long ONE = 0x7f00_0000_0000L;
    private static final long TWO = 0x7f00_1000_0000L;
    private static final long PLUGIN = 0x7f00_2000_0000L;
    private static final long RENDEZVOUS = 0x7f00_3000_0000L;

    private final FakeTarget target = new FakeTarget();
    private final ElfFile app =
            library("")
                    .needed("libone.so")
                    .dynamicEntry(DynamicTag.DT_DEBUG, RENDEZVOUS)
                    .dynamicSymbol(function("shared", 0))
                    .dynamicSymbol(TestSymbol.undefined("imported"))
                    .dynamicSymbol(TestSymbol.undefined("lazy"))
                    .pltRelocation(TestRelocation.of(".got", 0, JUMP_SLOT, "imported", 0))
                    .pltRelocation(TestRelocation.of(".got", 8, JUMP_SLOT, "lazy", 0))
                    .buildFile();
    private final ElfFile one =
            library("libone.so")
                    .needed("libtwo.so")
                    .dynamicSymbol(function("shared", 4))
                    .dynamicSymbol(function("imported", 8))
                    .dynamicSymbol(function("lazy", 12))
                    .dynamicSymbol(function("chosen", 16).type(Symbol.STT_GNU_IFUNC))
                    .dynamicSymbol(function("unchosen", 20).type(Symbol.STT_GNU_IFUNC))
                    .dynamicRelocation(TestRelocation.of(".got", 0, IRELATIVE, "", 0))
                    .buildFile();
    private final ElfFile two =
            library("libtwo.so")
                    .threadLocals(".tdata", new byte[16])
                    .dynamicSymbol(function("versioned", 4).hiddenVersion("V1"))
                    .dynamicSymbol(function("versioned", 8).version("V2"))
                    .dynamicSymbol(TestSymbol.object("tls", ".tdata", 8, 4).type(Symbol.STT_TLS))
                    .dynamicRelocation(TestRelocation.of(".got", 8, DTPMOD64, "tls", 0))
                    .dynamicSymbol(TestSymbol.undefined("chosen"))
                    .dynamicRelocation(TestRelocation.of(".got", 0, GLOB_DAT, "chosen", 0))
                    .buildFile();
    private final ElfFile plugin =
            library("plugin.so")
                    .dynamicSymbol(function("shared", 24))
                    .dynamicSymbol(function("private", 28))
                    .buildFile();

    private static ElfBuilder library(String name) {
        ElfBuilder builder =
                ElfBuilder.elf64(62).text(".text", new byte[64]).data(".got", new byte[64]);
        return name.isEmpty() ? builder : builder.soName(name);
    }

    private static TestSymbol function(String name, long offset) {
        return TestSymbol.function(name, ".text", offset, 4);
    }

    private static long text(ElfFile file, long bias, int offset) {
        return bias + file.section(".text").orElseThrow().address() + offset;
    }

    private static long got(ElfFile file, long bias, int offset) {
        return bias + file.section(".got").orElseThrow().address() + offset;
    }

    private void word(long address, long value) {
        target.write(
                address,
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private ProcessView view() {
        target.load(app, APP, "/usr/bin/app", 1);
        target.load(one, ONE, "/lib/libone.so", 2);
        target.load(two, TWO, "/lib/libtwo.so", 3);
        target.load(plugin, PLUGIN, "/lib/plugin.so", 4);
        target.auxiliary(3, APP + 64);
        target.map(RENDEZVOUS, new byte[4096], "rw-p", 0, 0, "");
        word(RENDEZVOUS + 8, RENDEZVOUS + 64);
        linkMap(0, app, APP, "");
        linkMap(1, one, ONE, "/lib/libone.so");
        linkMap(2, two, TWO, "/lib/libtwo.so");
        linkMap(3, plugin, PLUGIN, "/lib/plugin.so");
        word(RENDEZVOUS + 64 * 4 + 24, 0);
        word(got(app, APP, 0), text(two, TWO, 40)); // somebody redirected it
        word(got(app, APP, 8), text(app, APP, 32)); // not bound yet
        word(got(two, TWO, 0), text(one, ONE, 48)); // chosen
        word(got(two, TWO, 8), 3); // number of libtwo's thread-local block
        return new ProcessInspector().inspect(target);
    }

    private void linkMap(int n, ElfFile file, long bias, String name) {
        long at = RENDEZVOUS + 64 * (n + 1);
        word(at, bias);
        word(at + 8, at + 40);
        word(at + 16, bias + file.image().segment(2).orElseThrow().virtualAddress());
        word(at + 24, at + 64);
        target.write(at + 40, (name + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private SymbolValue resolve(String module, PatchSymbol symbol) {
        ProcessView view = view();
        ModuleSlots slots = new ModuleSlots(target, Fixture.CPU);
        return new SymbolResolver(view, module(view, module), slots).resolve(symbol, 0);
    }

    private static LoadedModule module(ProcessView view, String name) {
        return view.modules().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    }

    private SymbolValue lookUp(String module, String name, String version) {
        return resolve(module, new PatchSymbol.DynamicLookup(name, version, false, false));
    }

    private static SymbolValue address(long address) {
        return new SymbolValue.Address(address, 4);
    }

    @Test
    void listOfModulesIsDividedIntoGlobalScopeAndLaterOnes() {
        SearchOrder order = view().search();
        assertEquals(
                List.of("app", "libone.so", "libtwo.so"),
                order.global().stream().map(LoadedModule::name).toList());
        assertEquals(List.of("plugin.so"), order.later().stream().map(LoadedModule::name).toList());
    }

    @Test
    void firstDefinitionInTheSearchOrderWins() {
        assertEquals(address(text(app, APP, 0)), lookUp("libtwo.so", "shared", ""));
        assertEquals(address(text(app, APP, 0)), lookUp("plugin.so", "shared", ""));
    }

    @Test
    void laterModuleSeesItselfButOthersDoNotSeeIt() {
        assertEquals(address(text(plugin, PLUGIN, 28)), lookUp("plugin.so", "private", ""));
        NotApplicableException e =
                assertThrows(NotApplicableException.class, () -> lookUp("app", "private", ""));
        assertTrue(e.getMessage().contains("plugin.so has private"), e.getMessage());
    }

    @Test
    void importedFunctionHasTheValueOfTheSlot() {
        assertEquals(address(text(two, TWO, 40)), lookUp("app", "imported", ""));
        assertEquals(address(text(one, ONE, 8)), lookUp("libtwo.so", "imported", ""));
    }

    @Test
    void slotThatIsNotBoundYetSaysNothing() {
        assertEquals(address(text(one, ONE, 12)), lookUp("app", "lazy", ""));
    }

    @Test
    void versionsAreObeyed() {
        assertEquals(address(text(two, TWO, 4)), lookUp("app", "versioned", "V1"));
        assertEquals(address(text(two, TWO, 8)), lookUp("app", "versioned", "V2"));
        NotApplicableException e =
                assertThrows(NotApplicableException.class, () -> lookUp("app", "versioned", "V3"));
        assertTrue(e.getMessage().contains("versioned@V3"), e.getMessage());
    }

    @Test
    void indirectFunctionIsTakenFromAnotherModulesSlotOrCalled() {
        assertEquals(address(text(one, ONE, 48)), lookUp("app", "chosen", ""));
        assertEquals(
                new SymbolValue.ResolverResult(text(one, ONE, 20)), lookUp("app", "unchosen", ""));
    }

    @Test
    void weakSymbolMayBeMissing() {
        PatchSymbol weak = new PatchSymbol.DynamicLookup("nowhere", "", true, false);
        assertEquals(new SymbolValue.Address(0, 0), resolve("app", weak));
    }

    @Test
    void threadLocalVariableIsFoundWithItsModule() {
        PatchSymbol symbol = new PatchSymbol.DynamicLookup("tls", "", false, true);
        SymbolValue.ThreadLocal value = (SymbolValue.ThreadLocal) resolve("app", symbol);
        assertEquals(8, value.offset());
        ProcessView view = view();
        ModuleSlots slots = new ModuleSlots(target, Fixture.CPU);
        ThreadLocalResolver resolver = new ThreadLocalResolver(view, Fixture.CPU, slots);
        assertEquals(3, resolver.moduleId(module(view, "libtwo.so")));
        assertEquals(1, resolver.moduleId(module(view, "app")));
        assertThrows(
                NotApplicableException.class, () -> resolver.moduleId(module(view, "libone.so")));
        assertThrows(
                NotApplicableException.class,
                () -> resolver.threadOffset(module(view, "libtwo.so"), 0));
        assertThrows(NotApplicableException.class, () -> lookUp("app", "tls", ""));
    }

    @Test
    void addressesOutsideOfTheTargetModuleAreRefused() {
        long inside = text(app, 0, 8);
        assertEquals(
                new SymbolValue.Address(APP + inside, 2),
                resolve("app", new PatchSymbol.TargetAddress("x", "", inside, 2)));
        assertThrows(
                NotApplicableException.class,
                () -> resolve("app", new PatchSymbol.TargetAddress("x", "", 1 << 30, 2)));
    }

    @Test
    void listThatRunsInACircleIsRefused() {
        view();
        word(RENDEZVOUS + 64 * 4 + 24, RENDEZVOUS + 64);
        assertThrows(TargetFailureException.class, () -> new ProcessInspector().inspect(target));
    }

    @Test
    void listThatCannotBeReadIsRefused() {
        view();
        word(RENDEZVOUS + 64 * 4 + 24, 0x1234);
        assertThrows(TargetFailureException.class, () -> new ProcessInspector().inspect(target));
    }
}
