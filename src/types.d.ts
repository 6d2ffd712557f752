// The integer type of AssemblyScript, for the two files of assembly/ that TypeScript compiles too.
declare type i32 = number;
