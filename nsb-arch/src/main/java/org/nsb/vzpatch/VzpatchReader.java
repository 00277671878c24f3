// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.nsb.vzpatch.proto.Arch;
import org.nsb.vzpatch.proto.BinPatch;
import org.nsb.vzpatch.proto.FuncJump;
import org.nsb.vzpatch.proto.MarkedSym;
import org.nsb.vzpatch.proto.Relocation;
import org.nsb.vzpatch.proto.Symbol;

/** A complete message of a known version to records, with every promise of the records checked. */
final class VzpatchReader {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern CVE = Pattern.compile("[A-Za-z0-9.:_-]{1,64}");
    private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final int MAX_MACHINE = 0xffff;
    private static final int MAX_FUNCTIONS = 100_000;
    private static final int MAX_SYMBOLS = 1_000_000;
    private static final int MAX_PARTS = 10_000;
    private static final int MAX_PADDING = 1 << 16;

    private final BinPatch message;
    private final FieldChecks checks;

    VzpatchReader(BinPatch message, String source) {
        this.message = message;
        this.checks = new FieldChecks(source);
    }

    Vzpatch read() {
        checkCounts();
        Vzpatch.Module target = target();
        Vzpatch.Module patch = patch();
        int targetBits = target.architecture().bits();
        int patchBits = patch.architecture().bits();
        checkMarkedSymbols();
        return new Vzpatch(
                target,
                patch,
                label(),
                functions(targetBits, patchBits),
                message.getSymbolsList().stream()
                        .map(s -> symbol(s, targetBits, patchBits))
                        .toList(),
                message.getRelocationsList().stream().map(r -> relocation(r, patchBits)).toList(),
                placement(),
                message.getNewSymbolsList().stream().map(s -> newSymbol(s, patchBits)).toList(),
                origin());
    }

    private void checkCounts() {
        checks.count("functions", message.getFuncJumpsList(), MAX_FUNCTIONS);
        checks.count("symbols", message.getSymbolsList(), MAX_SYMBOLS);
        checks.count("relocations", message.getRelocationsList(), MAX_SYMBOLS);
        checks.count("new symbols", message.getNewSymbolsList(), MAX_SYMBOLS);
        checks.count("CVEs", message.getCvesList(), MAX_PARTS);
        checks.count("compilers", message.getCompilersList(), MAX_PARTS);
    }

    private Vzpatch.Module target() {
        return new Vzpatch.Module(
                checks.buildId("old_bid", message.getOldBidBytes()),
                architecture("target_arch", message.getTargetArch()),
                checks.line("target_name", message.getTargetNameBytes()));
    }

    private Vzpatch.Module patch() {
        return new Vzpatch.Module(
                checks.buildId("new_bid", message.getNewBidBytes()),
                architecture("patch_arch", message.getPatchArch()),
                checks.line("new_path", message.getNewPathBytes()));
    }

    private Vzpatch.ElfArchitecture architecture(String what, Arch arch) {
        String name = checks.matching(what, arch.getNameBytes(), ARCHITECTURE);
        int machine = arch.getMachine();
        if (machine < 0 || machine > MAX_MACHINE) {
            throw checks.bad(what + " has machine " + Integer.toUnsignedString(machine));
        }
        int bits = arch.getBits();
        if (bits != 32 && bits != 64) {
            throw checks.bad(what + " has " + Integer.toUnsignedString(bits) + " bits");
        }
        return new Vzpatch.ElfArchitecture(name, machine, bits);
    }

    private Vzpatch.Label label() {
        return new Vzpatch.Label(
                checks.matching("name", message.getNameBytes(), LABEL),
                checks.lines("description", message.getDescriptionBytes()),
                message.getCvesList().asByteStringList().stream()
                        .map(cve -> checks.matching("CVE", cve, CVE))
                        .toList());
    }

    private Vzpatch.Origin origin() {
        return new Vzpatch.Origin(
                checks.line("tool", message.getToolBytes()),
                message.getCompilersList().asByteStringList().stream()
                        .map(producer -> checks.line("compiler", producer))
                        .toList());
    }

    private List<ReplacedFunction> functions(int targetBits, int patchBits) {
        List<ReplacedFunction> functions = new ArrayList<>(message.getFuncJumpsCount());
        ReplacedFunction before = null;
        for (FuncJump jump : message.getFuncJumpsList()) {
            ReplacedFunction function = function(jump, targetBits, patchBits);
            if (before != null && !ascend(before, function)) {
                throw checks.bad(
                        "functions "
                                + before.name()
                                + " and "
                                + function.name()
                                + " are not in ascending order of their addresses");
            }
            functions.add(function);
            before = function;
        }
        if (functions.isEmpty()) {
            throw checks.bad("it replaces no function");
        }
        return functions;
    }

    private static boolean ascend(ReplacedFunction a, ReplacedFunction b) {
        return Long.compareUnsigned(a.targetAddress(), b.targetAddress()) < 0;
    }

    private ReplacedFunction function(FuncJump jump, int targetBits, int patchBits) {
        String name = checks.name("name of a function", jump.getNameBytes());
        List<CodeRange> ranges = ranges(name, jump, targetBits);
        CodeRange first = ranges.get(0);
        if (first.address() != jump.getFuncValue() || first.size() != jump.getFuncSize()) {
            throw checks.bad("the first range of " + name + " is not the function");
        }
        int padding = jump.getPadding();
        if (padding < 0 || padding > MAX_PADDING) {
            throw checks.bad("padding of " + name + ": " + Integer.toUnsignedString(padding));
        }
        checks.size("padding of " + name, first.end(), padding, targetBits);
        CodeRange replacement =
                range(
                        "replacement of " + name,
                        jump.getPatchValue(),
                        jump.getPatchSize(),
                        patchBits);
        return new ReplacedFunction(
                name,
                aliases(jump),
                checks.line("file of " + name, jump.getFileBytes()),
                jump.getFuncValue(),
                replacement.address(),
                replacement.size(),
                ranges,
                checks.sha256("sha256 of " + name, jump.getSha256()),
                padding);
    }

    private List<String> aliases(FuncJump jump) {
        checks.count("aliases", jump.getAliasesList(), MAX_PARTS);
        return jump.getAliasesList().asByteStringList().stream()
                .map(alias -> checks.name("alias", alias))
                .toList();
    }

    private List<CodeRange> ranges(String name, FuncJump jump, int bits) {
        String what = "range of " + name;
        checks.count("ranges of " + name, jump.getRangesList(), MAX_PARTS);
        if (jump.getRangesCount() == 0) {
            throw checks.bad(name + " has no code range");
        }
        List<CodeRange> ranges = new ArrayList<>(jump.getRangesCount());
        for (org.nsb.vzpatch.proto.CodeRange r : jump.getRangesList()) {
            ranges.add(range(what, r.getAddress(), r.getSize(), bits));
        }
        return ranges;
    }

    private CodeRange range(String what, long address, long size, int bits) {
        checks.address(what, address, bits);
        if (size == 0) {
            throw checks.bad(what + " is empty");
        }
        return new CodeRange(address, checks.size(what, address, size, bits));
    }

    private PatchSymbol symbol(Symbol symbol, int targetBits, int patchBits) {
        String name = checks.line("name of a symbol", symbol.getNameBytes());
        String what = "symbol " + name;
        return switch (symbol.getSourceCase()) {
            case LOOKUP -> lookup(name, symbol.getLookup());
            case TARGET_ADDRESS -> {
                long address = checks.address(what, symbol.getTargetAddress(), targetBits);
                yield new PatchSymbol.TargetAddress(
                        name,
                        checks.line("file of " + what, symbol.getFileBytes()),
                        address,
                        checks.size(what, address, symbol.getSize(), targetBits));
            }
            case PATCH_ADDRESS -> {
                long address = checks.address(what, symbol.getPatchAddress(), patchBits);
                yield new PatchSymbol.PatchAddress(
                        name, address, checks.size(what, address, symbol.getSize(), patchBits));
            }
            case TARGET_TLS_OFFSET ->
                    new PatchSymbol.TargetThreadLocal(
                            name, checks.address(what, symbol.getTargetTlsOffset(), targetBits));
            case TARGET_SLOT ->
                    new PatchSymbol.TargetSlot(
                            name, checks.address(what, symbol.getTargetSlot(), targetBits));
            case TARGET_RESOLVER ->
                    new PatchSymbol.TargetResolver(
                            name, checks.address(what, symbol.getTargetResolver(), targetBits));
            case SOURCE_NOT_SET -> throw checks.bad(what + " has no source that this nsb knows");
        };
    }

    private PatchSymbol lookup(String name, org.nsb.vzpatch.proto.DynamicLookup lookup) {
        if (name.isEmpty()) {
            throw checks.bad("a symbol without a name cannot be looked up");
        }
        ByteString version = lookup.getVersionBytes();
        return new PatchSymbol.DynamicLookup(
                name,
                checks.line("version of " + name, version),
                lookup.getWeak(),
                lookup.getTls());
    }

    private BindRelocation relocation(Relocation relocation, int bits) {
        long place = checks.address("place of a relocation", relocation.getPlace(), bits);
        OptionalInt symbol =
                relocation.hasSymbol()
                        ? OptionalInt.of(index("relocation", relocation.getSymbol()))
                        : OptionalInt.empty();
        return new BindRelocation(place, relocation.getType(), symbol, relocation.getAddend());
    }

    /** The original format's lists carry nothing new, but a patch in which they lie is damaged. */
    private void checkMarkedSymbols() {
        for (List<MarkedSym> marked :
                List.of(
                        message.getManualSymbolsList(),
                        message.getStaticSymbolsList(),
                        message.getGlobalSymbolsList())) {
            marked.forEach(m -> index("reference", m.getIdx()));
        }
    }

    private int index(String what, int index) {
        if (index < 0 || index >= message.getSymbolsCount()) {
            throw checks.bad(
                    what
                            + " to symbol "
                            + Integer.toUnsignedString(index)
                            + " of "
                            + message.getSymbolsCount());
        }
        return index;
    }

    private Vzpatch.NewSymbol newSymbol(org.nsb.vzpatch.proto.NewSymbol symbol, int bits) {
        String name = checks.name("name of a new symbol", symbol.getNameBytes());
        long address = checks.address("new symbol " + name, symbol.getAddress(), bits);
        long size = checks.size("new symbol " + name, address, symbol.getSize(), bits);
        return new Vzpatch.NewSymbol(name, symbol.getFunction(), address, size);
    }

    private Vzpatch.Placement placement() {
        // protobuf files a value that it does not know under the unknown fields
        if (message.getUnknownFields().hasField(BinPatch.PLACEMENT_FIELD_NUMBER)) {
            throw checks.bad("a placement that this nsb does not know");
        }
        return switch (message.getPlacement()) {
            case ANYWHERE -> Vzpatch.Placement.ANYWHERE;
            case NEAR -> Vzpatch.Placement.NEAR;
            case LOW_2G -> Vzpatch.Placement.LOW_2G;
        };
    }
}
