// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import com.google.protobuf.ByteString;
import org.nsb.vzpatch.proto.Arch;
import org.nsb.vzpatch.proto.BinPatch;
import org.nsb.vzpatch.proto.FuncJump;
import org.nsb.vzpatch.proto.MarkedSym;
import org.nsb.vzpatch.proto.Placement;
import org.nsb.vzpatch.proto.Relocation;
import org.nsb.vzpatch.proto.Symbol;

/** Records to protobuf messages; what is empty or 0 by default is left out. */
final class VzpatchWriter {
    private VzpatchWriter() {}

    static BinPatch message(Vzpatch vzpatch) {
        BinPatch.Builder message =
                BinPatch.newBuilder()
                        .setFormatMajor(VzpatchCodec.FORMAT_MAJOR)
                        .setFormatMinor(VzpatchCodec.FORMAT_MINOR)
                        .setPlacement(placement(vzpatch.placement()));
        putModules(vzpatch, message);
        putLabel(vzpatch.label(), message);
        putOrigin(vzpatch.origin(), message);
        vzpatch.functions().forEach(f -> message.addFuncJumps(function(f)));
        vzpatch.symbols().forEach(s -> message.addSymbols(symbol(s)));
        vzpatch.relocations().forEach(r -> message.addRelocations(relocation(r)));
        vzpatch.newSymbols().forEach(s -> message.addNewSymbols(newSymbol(s)));
        putMarkedSymbols(vzpatch, message);
        return message.build();
    }

    private static void putModules(Vzpatch vzpatch, BinPatch.Builder message) {
        Vzpatch.Module target = vzpatch.target();
        Vzpatch.Module patch = vzpatch.patch();
        message.setOldBid(target.buildId().hex()).setTargetArch(arch(target.architecture()));
        message.setNewBid(patch.buildId().hex()).setPatchArch(arch(patch.architecture()));
        if (!target.name().isEmpty()) {
            message.setTargetName(target.name());
        }
        if (!patch.name().isEmpty()) {
            message.setNewPath(patch.name());
        }
    }

    private static void putLabel(Vzpatch.Label label, BinPatch.Builder message) {
        message.setName(label.name()).addAllCves(label.cves());
        if (!label.description().isEmpty()) {
            message.setDescription(label.description());
        }
    }

    private static void putOrigin(Vzpatch.Origin origin, BinPatch.Builder message) {
        message.addAllCompilers(origin.compilers());
        if (!origin.tool().isEmpty()) {
            message.setTool(origin.tool());
        }
    }

    /**
     * The original format's lists of references, which follow from the relocations. They let a
     * reader that knows only those fields see what a patch refers to; nsb itself does not use them.
     */
    private static void putMarkedSymbols(Vzpatch vzpatch, BinPatch.Builder message) {
        for (BindRelocation r : vzpatch.relocations()) {
            int index = r.symbol().orElse(-1);
            if (index < 0 || index >= vzpatch.symbols().size()) {
                continue; // no symbol, or one that the check of the encoded message will refuse
            }
            MarkedSym marked = MarkedSym.newBuilder().setIdx(index).setAddr(r.place()).build();
            PatchSymbol symbol = vzpatch.symbols().get(index);
            if (symbol instanceof PatchSymbol.TargetAddress
                    || symbol instanceof PatchSymbol.TargetThreadLocal) {
                message.addStaticSymbols(marked);
            } else if (!(symbol instanceof PatchSymbol.PatchAddress)) {
                message.addGlobalSymbols(marked);
            }
        }
    }

    private static Arch arch(Vzpatch.ElfArchitecture architecture) {
        return Arch.newBuilder()
                .setName(architecture.name())
                .setMachine(architecture.machine())
                .setBits(architecture.bits())
                .build();
    }

    private static FuncJump function(ReplacedFunction function) {
        FuncJump.Builder message =
                FuncJump.newBuilder()
                        .setName(function.name())
                        .setFuncValue(function.targetAddress())
                        .setFuncSize(function.ranges().isEmpty() ? 0 : function.size())
                        .setPatchValue(function.patchAddress())
                        .setPatchSize(function.patchSize())
                        .setSha256(ByteString.copyFrom(function.sha256().bytes()))
                        .addAllAliases(function.aliases());
        function.ranges().forEach(r -> message.addRanges(range(r)));
        if (function.padding() != 0) {
            message.setPadding(function.padding());
        }
        if (!function.file().isEmpty()) {
            message.setFile(function.file());
        }
        return message.build();
    }

    private static org.nsb.vzpatch.proto.CodeRange range(CodeRange range) {
        return org.nsb.vzpatch.proto.CodeRange.newBuilder()
                .setAddress(range.address())
                .setSize(range.size())
                .build();
    }

    private static Symbol symbol(PatchSymbol symbol) {
        Symbol.Builder message = Symbol.newBuilder().setName(symbol.name());
        if (symbol instanceof PatchSymbol.DynamicLookup lookup) {
            message.setLookup(lookup(lookup));
        } else if (symbol instanceof PatchSymbol.TargetAddress target) {
            message.setTargetAddress(target.address());
            putSize(target.size(), message);
            if (!target.file().isEmpty()) {
                message.setFile(target.file());
            }
        } else if (symbol instanceof PatchSymbol.PatchAddress patch) {
            message.setPatchAddress(patch.address());
            putSize(patch.size(), message);
        } else if (symbol instanceof PatchSymbol.TargetThreadLocal local) {
            message.setTargetTlsOffset(local.offset());
        } else if (symbol instanceof PatchSymbol.TargetSlot slot) {
            message.setTargetSlot(slot.slot());
        } else if (symbol instanceof PatchSymbol.TargetResolver resolver) {
            message.setTargetResolver(resolver.resolver());
        }
        return message.build();
    }

    private static void putSize(long size, Symbol.Builder message) {
        if (size != 0) {
            message.setSize(size);
        }
    }

    private static org.nsb.vzpatch.proto.DynamicLookup lookup(PatchSymbol.DynamicLookup lookup) {
        org.nsb.vzpatch.proto.DynamicLookup.Builder message =
                org.nsb.vzpatch.proto.DynamicLookup.newBuilder();
        if (!lookup.version().isEmpty()) {
            message.setVersion(lookup.version());
        }
        if (lookup.weak()) {
            message.setWeak(true);
        }
        if (lookup.threadLocal()) {
            message.setTls(true);
        }
        return message.build();
    }

    private static Relocation relocation(BindRelocation relocation) {
        Relocation.Builder message =
                Relocation.newBuilder().setPlace(relocation.place()).setType(relocation.type());
        relocation.symbol().ifPresent(message::setSymbol);
        if (relocation.addend() != 0) {
            message.setAddend(relocation.addend());
        }
        return message.build();
    }

    private static org.nsb.vzpatch.proto.NewSymbol newSymbol(Vzpatch.NewSymbol symbol) {
        return org.nsb.vzpatch.proto.NewSymbol.newBuilder()
                .setName(symbol.name())
                .setFunction(symbol.function())
                .setAddress(symbol.address())
                .setSize(symbol.size())
                .build();
    }

    private static Placement placement(Vzpatch.Placement placement) {
        return switch (placement) {
            case ANYWHERE -> Placement.ANYWHERE;
            case NEAR -> Placement.NEAR;
            case LOW_2G -> Placement.LOW_2G;
        };
    }
}
