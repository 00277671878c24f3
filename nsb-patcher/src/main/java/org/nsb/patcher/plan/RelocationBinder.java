// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nsb.arch.Architecture;
import org.nsb.arch.RelocationRule;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.plan.SymbolValue.Address;
import org.nsb.patcher.plan.SymbolValue.ResolverResult;
import org.nsb.patcher.plan.SymbolValue.ThreadLocal;
import org.nsb.patcher.target.RemoteAddress;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.VzpatchFormatException;

/** Computes the fields of a patch and stores them into its image (psABI, "Relocation"). */
final class RelocationBinder {
    private final int pid;
    private final Architecture architecture;
    private final PatchImage patch;
    private final List<SymbolValue> symbols;
    private final ThreadLocalResolver threadLocals;

    /**
     * @param symbols values of the patch's symbols, in the order of the metadata
     */
    RelocationBinder(
            int pid,
            Architecture architecture,
            PatchImage patch,
            List<SymbolValue> symbols,
            ThreadLocalResolver threadLocals) {
        this.pid = pid;
        this.architecture = architecture;
        this.patch = patch;
        this.symbols = symbols;
        this.threadLocals = threadLocals;
    }

    /**
     * Stores all fields that can be computed now.
     *
     * @param content of the image
     * @param imageAddress where it is going to be
     * @return the fields that need a call in the target first
     * @throws NotApplicableException if a value does not fit into its field
     */
    List<LateField> bind(byte[] content, ImageLayout layout, long imageAddress) {
        List<LateField> late = new ArrayList<>();
        long bias = layout.bias(imageAddress);
        for (BindRelocation relocation : patch.vzpatch().relocations()) {
            RelocationRule rule = rule(relocation);
            if (rule.formula() == Formula.NONE) {
                continue;
            }
            checkPlace(relocation, rule);
            if (needsCall(relocation, rule)) {
                late.add(lateField(relocation, rule, bias));
            } else {
                long value = value(relocation, rule, bias);
                checkRange(relocation, rule, value);
                ByteBuffer field =
                        ByteBuffer.wrap(content)
                                .order(architecture.byteOrder())
                                .position((int) layout.offset(relocation.place()));
                store(field, rule.width(), value);
            }
        }
        return late;
    }

    private RelocationRule rule(BindRelocation relocation) {
        return architecture
                .relocations()
                .rule(relocation.type())
                .orElseThrow(
                        () ->
                                new NotApplicableException(
                                        pid,
                                        "%s contains a relocation that this nsb does not know for %s: %s"
                                                .formatted(
                                                        patch.source(),
                                                        architecture.name(),
                                                        architecture
                                                                .relocations()
                                                                .name(relocation.type()))));
    }

    private void checkPlace(BindRelocation relocation, RelocationRule rule) {
        boolean inside =
                patch.segments().stream()
                        .anyMatch(
                                s ->
                                        relocation.place() >= s.address()
                                                && relocation.place() <= s.end() - rule.width());
        if (!inside) {
            throw bad(relocation, "its place is in no segment");
        }
    }

    private boolean needsCall(BindRelocation relocation, RelocationRule rule) {
        return rule.formula() == Formula.INDIRECT
                || relocation.symbol().isPresent() && symbol(relocation) instanceof ResolverResult;
    }

    private LateField lateField(BindRelocation relocation, RelocationRule rule, long bias) {
        long place = relocation.place() + bias;
        if (rule.formula() == Formula.INDIRECT) {
            return new LateField(place, bias + relocation.addend(), 0, rule);
        }
        long resolver = ((ResolverResult) symbol(relocation)).resolver();
        long constant =
                switch (rule.formula()) {
                    case SYMBOL -> relocation.addend();
                    case PC_RELATIVE -> relocation.addend() - place;
                    case SLOT -> 0;
                    default -> throw bad(relocation, "it cannot refer to an indirect function");
                };
        return new LateField(place, resolver, constant, rule);
    }

    private long value(BindRelocation relocation, RelocationRule rule, long bias) {
        long addend = relocation.addend();
        return switch (rule.formula()) {
            case SYMBOL -> address(relocation).address() + addend;
            case PC_RELATIVE ->
                    address(relocation).address() + addend - (relocation.place() + bias);
            case SLOT -> address(relocation).address();
            case BASE_RELATIVE -> bias + addend;
            case TLS_MODULE -> threadLocals.moduleId(threadLocal(relocation).definer());
            case TLS_OFFSET -> threadLocal(relocation).offset() + addend;
            case TLS_THREAD_OFFSET -> threadOffset(relocation) + addend;
            case TLS_THREAD_OFFSET_NEGATED -> addend - threadOffset(relocation);
            case SIZE -> address(relocation).size() + addend;
            case INDIRECT, NONE -> throw new IllegalStateException(rule.name());
        };
    }

    private long threadOffset(BindRelocation relocation) {
        ThreadLocal variable = threadLocal(relocation);
        return threadLocals.threadOffset(variable.definer(), variable.offset());
    }

    private Address address(BindRelocation relocation) {
        if (symbol(relocation) instanceof Address address) {
            return address;
        }
        throw bad(relocation, "it needs the address of a thread-local variable");
    }

    private ThreadLocal threadLocal(BindRelocation relocation) {
        if (symbol(relocation) instanceof ThreadLocal variable) {
            return variable;
        }
        throw bad(relocation, "it needs a thread-local variable, and the symbol is none");
    }

    private SymbolValue symbol(BindRelocation relocation) {
        int index = relocation.symbol().orElseThrow(() -> bad(relocation, "it names no symbol"));
        if (index < 0 || index >= symbols.size()) {
            throw bad(relocation, "it names symbol " + index + " of " + symbols.size());
        }
        return symbols.get(index);
    }

    private void checkRange(BindRelocation relocation, RelocationRule rule, long value) {
        if (!rule.fits(value)) {
            throw overflow(pid, rule, relocation.place(), value);
        }
    }

    static NotApplicableException overflow(int pid, RelocationRule rule, long place, long value) {
        return new NotApplicableException(
                pid,
                "process %d: the value %s does not fit into the field of %s at %s of the patch; it was built for another code model"
                        .formatted(
                                pid,
                                new RemoteAddress(value),
                                rule.name(),
                                new RemoteAddress(place)));
    }

    static void store(ByteBuffer field, int width, long value) {
        switch (width) {
            case 1 -> field.put((byte) value);
            case 2 -> field.putShort((short) value);
            case 4 -> field.putInt((int) value);
            case 8 -> field.putLong(value);
            default -> throw new IllegalStateException("a field of " + width + " bytes");
        }
    }

    private VzpatchFormatException bad(BindRelocation relocation, String problem) {
        return new VzpatchFormatException(
                patch.source(),
                "relocation %s at %s: %s"
                        .formatted(
                                architecture.relocations().name(relocation.type()),
                                new RemoteAddress(relocation.place()),
                                problem));
    }
}
