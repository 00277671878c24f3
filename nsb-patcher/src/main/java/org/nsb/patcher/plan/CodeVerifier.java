// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.target.RemoteAddress;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.vzpatch.CodeRange;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Sha256;

/**
 * Makes sure that the old functions are in memory what the patch was made against, below the jumps
 * of older patches.
 */
final class CodeVerifier {
    private static final long LONGEST_FUNCTION = 64L << 20;

    private final ProcessView view;
    private final LoadedModule module;

    CodeVerifier(ProcessView view, LoadedModule module) {
        this.view = view;
        this.module = module;
    }

    /**
     * Reads and checks a function.
     *
     * @throws NotApplicableException if its code differs from what the patch expects
     */
    FunctionCode verify(ReplacedFunction function) {
        List<CodeRange> ranges =
                function.ranges().stream().map(r -> r.shifted(module.bias())).toList();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (CodeRange range : ranges) {
            all.writeBytes(pristine(function, range.address(), range.size()));
        }
        if (!Sha256.of(all.toByteArray()).equals(function.sha256())) {
            throw differs(
                    function,
                    "its bytes are not those that the patch was made against; a breakpoint, a"
                            + " uprobe or another patcher may have changed them");
        }
        long address = function.targetAddress() + module.bias();
        byte[] entry = pristine(function, address, function.size() + function.padding());
        return new FunctionCode(function, address, ranges, entry);
    }

    private byte[] pristine(ReplacedFunction function, long address, long size) {
        if (size <= 0 || size > LONGEST_FUNCTION || !module.contains(address)) {
            throw differs(function, "the patch gives it a range outside of " + module.name());
        }
        byte[] now = read(function, address, (int) size);
        byte[] pristine = view.layers().pristine(address, now);
        byte[] expected = view.layers().text(address, pristine);
        int difference = Arrays.mismatch(now, expected);
        if (difference >= 0) {
            throw differs(
                    function,
                    "somebody changed the jump of an older patch at "
                            + new RemoteAddress(address + difference));
        }
        return pristine;
    }

    private byte[] read(ReplacedFunction function, long address, int size) {
        try {
            return view.memory().bytes(address, size);
        } catch (RemoteMemoryException e) {
            throw differs(function, e.getMessage());
        }
    }

    private NotApplicableException differs(ReplacedFunction function, String problem) {
        return new NotApplicableException(
                view.pid(),
                "function %s (%s, at %s in process %d): %s"
                        .formatted(
                                function.name(),
                                module.name(),
                                new RemoteAddress(function.targetAddress() + module.bias()),
                                view.pid(),
                                problem));
    }

    /** All functions of a patch. */
    List<FunctionCode> verify(List<ReplacedFunction> functions) {
        List<FunctionCode> all = new ArrayList<>();
        functions.forEach(f -> all.add(verify(f)));
        return all;
    }
}
