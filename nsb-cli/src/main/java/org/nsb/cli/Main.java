// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

/** The nsb command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("nsb");
    }
}
