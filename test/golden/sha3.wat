(module
 (type $0 (func (param i32 i32 i32)))
 (type $1 (func (param i32 i32 i32 i32 i32)))
 (type $2 (func (param i32 i32 i64 i64)))
 (type $3 (func (result i32)))
 (global $assembly/sha3/ROW_BYTES i32 (i32.const 16))
 (memory $0 1)
 (data $0 (i32.const 1024) "\01\00\00\00\00\00\00\00\82\80\00\00\00\00\00\00\8a\80\00\00\00\00\00\80\00\80\00\80\00\00\00\80\8b\80\00\00\00\00\00\00\01\00\00\80\00\00\00\00\81\80\00\80\00\00\00\80\t\80\00\00\00\00\00\80\8a\00\00\00\00\00\00\00\88\00\00\00\00\00\00\00\t\80\00\80\00\00\00\00\n\00\00\80\00\00\00\00\8b\80\00\80\00\00\00\00\8b\00\00\00\00\00\00\80\89\80\00\00\00\00\00\80\03\80\00\00\00\00\00\80\02\80\00\00\00\00\00\80\80\00\00\00\00\00\00\80\n\80\00\00\00\00\00\00\n\00\00\80\00\00\00\80\81\80\00\80\00\00\00\80\80\80\00\00\00\00\00\80\01\00\00\80\00\00\00\00\08\80\00\80\00\00\00\80")
 (export "ROW_BYTES" (global $assembly/sha3/ROW_BYTES))
 (export "heapBase" (func $assembly/sha3/heapBase))
 (export "digests" (func $assembly/sha3/digests))
 (export "leaves" (func $assembly/sha3/leaves))
 (export "nodes" (func $assembly/sha3/nodes))
 (export "memory" (memory $0))
 (func $assembly/sha3/prefixed (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32)
  (local $5 i32)
  (local $6 i32)
  i32.const 1616
  local.get $0
  i32.store8
  i32.const 1752
  local.get $0
  i32.store8
  local.get $2
  i32.const 1
  i32.add
  local.tee $5
  i32.const 1616
  i32.add
  local.tee $0
  i32.const 0
  i32.const 136
  local.get $5
  i32.sub
  local.tee $6
  memory.fill
  local.get $0
  i32.const 6
  i32.store8
  i32.const 1751
  i32.const 1751
  i32.load8_u
  i32.const 128
  i32.or
  i32.store8
  local.get $5
  i32.const 1752
  i32.add
  local.tee $0
  i32.const 0
  local.get $6
  memory.fill
  local.get $0
  i32.const 6
  i32.store8
  i32.const 1887
  i32.const 1887
  i32.load8_u
  i32.const 128
  i32.or
  i32.store8
  i32.const 0
  local.set $0
  loop $for-loop|0
   local.get $0
   local.get $3
   i32.lt_u
   if
    i32.const 0
    local.set $5
    loop $for-loop|1
     local.get $2
     local.get $5
     i32.gt_u
     if
      local.get $5
      i32.const 1617
      i32.add
      local.get $1
      local.get $5
      i32.add
      v128.load
      v128.store
      local.get $5
      i32.const 16
      i32.add
      local.set $5
      br $for-loop|1
     end
    end
    local.get $0
    i32.const 1
    i32.add
    local.get $3
    i32.lt_u
    if
     i32.const 0
     local.set $5
     loop $for-loop|2
      local.get $2
      local.get $5
      i32.gt_u
      if
       local.get $5
       i32.const 1753
       i32.add
       local.get $1
       local.get $2
       i32.add
       local.get $5
       i32.add
       v128.load
       v128.store
       local.get $5
       i32.const 16
       i32.add
       local.set $5
       br $for-loop|2
      end
     end
    end
    i32.const 1616
    i32.const 1752
    i64.const 0
    i64.const 0
    call $assembly/lane-keccak/absorb
    local.get $4
    i32.const 1216
    i64.load
    i64.store
    local.get $4
    i32.const 1232
    i64.load
    i64.store offset=8
    local.get $4
    i32.const 1248
    i64.load
    i64.store offset=16
    local.get $4
    i32.const 1264
    i64.load
    i64.store offset=24
    local.get $0
    i32.const 1
    i32.add
    local.get $3
    i32.lt_u
    if
     local.get $4
     i32.const 1224
     i64.load
     i64.store offset=32
     local.get $4
     i32.const 1240
     i64.load
     i64.store offset=40
     local.get $4
     i32.const 1256
     i64.load
     i64.store offset=48
     local.get $4
     i32.const 1272
     i64.load
     i64.store offset=56
    end
    local.get $1
    local.get $2
    i32.const 1
    i32.shl
    i32.add
    local.set $1
    local.get $4
    i32.const -64
    i32.sub
    local.set $4
    local.get $0
    i32.const 2
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
 )
 (func $assembly/lane-keccak/absorb (param $0 i32) (param $1 i32) (param $2 i64) (param $3 i64)
  (local $4 v128)
  (local $5 v128)
  (local $6 v128)
  (local $7 v128)
  (local $8 v128)
  (local $9 v128)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  (local $14 v128)
  (local $15 v128)
  (local $16 v128)
  (local $17 v128)
  (local $18 v128)
  (local $19 v128)
  (local $20 v128)
  (local $21 v128)
  (local $22 v128)
  (local $23 v128)
  (local $24 v128)
  (local $25 v128)
  (local $26 v128)
  (local $27 v128)
  (local $28 v128)
  (local $29 v128)
  (local $30 v128)
  (local $31 v128)
  (local $32 v128)
  (local $33 v128)
  (local $34 v128)
  (local $35 v128)
  (local $36 v128)
  (local $37 v128)
  (local $38 v128)
  (local $39 v128)
  (local $40 v128)
  (local $41 v128)
  (local $42 v128)
  (local $43 v128)
  (local $44 v128)
  i32.const 1216
  v128.load
  local.get $2
  i64x2.splat
  local.get $3
  i64x2.replace_lane 1
  local.tee $7
  v128.and
  local.get $1
  local.get $0
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $8
  i32.const 1232
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 8
  i32.add
  local.get $0
  i32.const 8
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $4
  i32.const 1248
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 16
  i32.add
  local.get $0
  i32.const 16
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $9
  i32.const 1264
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 24
  i32.add
  local.get $0
  i32.const 24
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $14
  i32.const 1280
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 32
  i32.add
  local.get $0
  i32.const 32
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $10
  i32.const 1296
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 40
  i32.add
  local.get $0
  i32.const 40
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $6
  i32.const 1312
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 48
  i32.add
  local.get $0
  i32.const 48
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $16
  i32.const 1328
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 56
  i32.add
  local.get $0
  i32.const 56
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $11
  i32.const 1344
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const -64
  i32.sub
  local.get $0
  i32.const -64
  i32.sub
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $15
  i32.const 1360
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 72
  i32.add
  local.get $0
  i32.const 72
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $12
  i32.const 1376
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 80
  i32.add
  local.get $0
  i32.const 80
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $13
  i32.const 1392
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 88
  i32.add
  local.get $0
  i32.const 88
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $17
  i32.const 1408
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 96
  i32.add
  local.get $0
  i32.const 96
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $18
  i32.const 1424
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 104
  i32.add
  local.get $0
  i32.const 104
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $19
  i32.const 1440
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 112
  i32.add
  local.get $0
  i32.const 112
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $20
  i32.const 1456
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 120
  i32.add
  local.get $0
  i32.const 120
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $21
  i32.const 1472
  v128.load
  local.get $7
  v128.and
  local.get $1
  i32.const 128
  i32.add
  local.get $0
  i32.const 128
  i32.add
  v128.load64_zero
  v128.load64_lane 1
  v128.xor
  local.set $22
  i32.const 1488
  v128.load
  local.get $7
  v128.and
  local.set $23
  i32.const 1504
  v128.load
  local.get $7
  v128.and
  local.set $5
  i32.const 1520
  v128.load
  local.get $7
  v128.and
  local.set $24
  i32.const 1536
  v128.load
  local.get $7
  v128.and
  local.set $25
  i32.const 1552
  v128.load
  local.get $7
  v128.and
  local.set $26
  i32.const 1568
  v128.load
  local.get $7
  v128.and
  local.set $27
  i32.const 1584
  v128.load
  local.get $7
  v128.and
  local.set $28
  i32.const 1600
  v128.load
  local.get $7
  v128.and
  local.set $7
  i32.const 0
  local.set $0
  loop $for-loop|0
   local.get $0
   i32.const 24
   i32.lt_u
   if
    local.get $10
    local.get $12
    v128.xor
    local.get $20
    v128.xor
    local.get $24
    v128.xor
    local.get $7
    v128.xor
    local.tee $29
    local.get $4
    local.get $16
    v128.xor
    local.get $17
    v128.xor
    local.get $22
    v128.xor
    local.get $26
    v128.xor
    local.tee $30
    i32.const 1
    i64x2.shl
    local.get $30
    i32.const 63
    i64x2.shr_u
    v128.or
    v128.xor
    local.set $31
    local.get $8
    local.get $6
    v128.xor
    local.get $13
    v128.xor
    local.get $21
    v128.xor
    local.get $25
    v128.xor
    local.tee $35
    local.get $9
    local.get $11
    v128.xor
    local.get $18
    v128.xor
    local.get $23
    v128.xor
    local.get $27
    v128.xor
    local.tee $34
    i32.const 1
    i64x2.shl
    local.get $34
    i32.const 63
    i64x2.shr_u
    v128.or
    v128.xor
    local.set $32
    local.get $30
    local.get $14
    local.get $15
    v128.xor
    local.get $19
    v128.xor
    local.get $5
    v128.xor
    local.get $28
    v128.xor
    local.tee $30
    i32.const 1
    i64x2.shl
    local.get $30
    i32.const 63
    i64x2.shr_u
    v128.or
    v128.xor
    local.set $33
    local.get $5
    local.get $34
    local.get $29
    i32.const 1
    i64x2.shl
    local.get $29
    i32.const 63
    i64x2.shr_u
    v128.or
    v128.xor
    local.tee $5
    v128.xor
    local.tee $29
    i32.const 21
    i64x2.shl
    local.get $29
    i32.const 43
    i64x2.shr_u
    v128.or
    local.set $34
    local.get $7
    local.get $30
    local.get $35
    i32.const 1
    i64x2.shl
    local.get $35
    i32.const 63
    i64x2.shr_u
    v128.or
    v128.xor
    local.tee $35
    v128.xor
    local.tee $7
    i32.const 14
    i64x2.shl
    local.get $7
    i32.const 50
    i64x2.shr_u
    v128.or
    local.set $36
    local.get $14
    local.get $5
    v128.xor
    local.tee $7
    i32.const 28
    i64x2.shl
    local.get $7
    i32.const 36
    i64x2.shr_u
    v128.or
    local.set $37
    local.get $4
    local.get $32
    v128.xor
    local.tee $4
    i32.const 1
    i64x2.shl
    local.get $4
    i32.const 63
    i64x2.shr_u
    v128.or
    local.set $38
    local.get $11
    local.get $33
    v128.xor
    local.tee $4
    i32.const 6
    i64x2.shl
    local.get $4
    i32.const 58
    i64x2.shr_u
    v128.or
    local.set $39
    local.get $10
    local.get $35
    v128.xor
    local.tee $4
    i32.const 27
    i64x2.shl
    local.get $4
    i32.const 37
    i64x2.shr_u
    v128.or
    local.set $40
    local.get $6
    local.get $31
    v128.xor
    local.tee $4
    i32.const 36
    i64x2.shl
    local.get $4
    i32.const 28
    i64x2.shr_u
    v128.or
    local.set $41
    local.get $17
    local.get $32
    v128.xor
    local.tee $4
    i32.const 10
    i64x2.shl
    local.get $4
    i32.const 54
    i64x2.shr_u
    v128.or
    local.set $42
    local.get $9
    local.get $33
    v128.xor
    local.tee $4
    i32.const 62
    i64x2.shl
    local.get $4
    i32.const 2
    i64x2.shr_u
    v128.or
    local.set $43
    local.get $15
    local.get $5
    v128.xor
    local.tee $4
    i32.const 55
    i64x2.shl
    local.get $4
    i32.const 9
    i64x2.shr_u
    v128.or
    local.set $44
    local.get $20
    local.get $35
    v128.xor
    local.tee $4
    i32.const 39
    i64x2.shl
    local.get $4
    i32.const 25
    i64x2.shr_u
    v128.or
    local.set $7
    local.get $21
    local.get $31
    v128.xor
    local.tee $4
    i32.const 41
    i64x2.shl
    local.get $4
    i32.const 23
    i64x2.shr_u
    v128.or
    local.set $29
    local.get $26
    local.get $32
    v128.xor
    local.tee $4
    i32.const 2
    i64x2.shl
    local.get $4
    i32.const 62
    i64x2.shr_u
    v128.or
    local.set $30
    local.get $8
    local.get $31
    v128.xor
    local.tee $6
    local.get $18
    local.get $33
    v128.xor
    local.tee $4
    i32.const 43
    i64x2.shl
    local.get $4
    i32.const 21
    i64x2.shr_u
    v128.or
    local.tee $9
    local.get $16
    local.get $32
    v128.xor
    local.tee $4
    i32.const 44
    i64x2.shl
    local.get $4
    i32.const 20
    i64x2.shr_u
    v128.or
    local.tee $10
    v128.andnot
    v128.xor
    local.get $0
    i32.const 3
    i32.shl
    i32.const 1024
    i32.add
    v128.load64_splat
    v128.xor
    local.set $8
    local.get $10
    local.get $34
    local.get $9
    v128.andnot
    v128.xor
    local.set $4
    local.get $9
    local.get $36
    local.get $34
    v128.andnot
    v128.xor
    local.set $9
    local.get $34
    local.get $6
    local.get $36
    v128.andnot
    v128.xor
    local.set $14
    local.get $36
    local.get $10
    local.get $6
    v128.andnot
    v128.xor
    local.set $10
    local.get $37
    local.get $13
    local.get $31
    v128.xor
    local.tee $6
    i32.const 3
    i64x2.shl
    local.get $6
    i32.const 61
    i64x2.shr_u
    v128.or
    local.tee $11
    local.get $12
    local.get $35
    v128.xor
    local.tee $6
    i32.const 20
    i64x2.shl
    local.get $6
    i32.const 44
    i64x2.shr_u
    v128.or
    local.tee $12
    v128.andnot
    v128.xor
    local.set $6
    local.get $12
    local.get $22
    local.get $32
    v128.xor
    local.tee $13
    i32.const 45
    i64x2.shl
    local.get $13
    i32.const 19
    i64x2.shr_u
    v128.or
    local.tee $13
    local.get $11
    v128.andnot
    v128.xor
    local.set $16
    local.get $11
    local.get $27
    local.get $33
    v128.xor
    local.tee $11
    i32.const 61
    i64x2.shl
    local.get $11
    i32.const 3
    i64x2.shr_u
    v128.or
    local.tee $17
    local.get $13
    v128.andnot
    v128.xor
    local.set $11
    local.get $13
    local.get $37
    local.get $17
    v128.andnot
    v128.xor
    local.set $15
    local.get $17
    local.get $12
    local.get $37
    v128.andnot
    v128.xor
    local.set $12
    local.get $38
    local.get $19
    local.get $5
    v128.xor
    local.tee $13
    i32.const 25
    i64x2.shl
    local.get $13
    i32.const 39
    i64x2.shr_u
    v128.or
    local.tee $18
    local.get $39
    v128.andnot
    v128.xor
    local.set $13
    local.get $39
    local.get $24
    local.get $35
    v128.xor
    local.tee $17
    i32.const 8
    i64x2.shl
    local.get $17
    i32.const 56
    i64x2.shr_u
    v128.or
    local.tee $19
    local.get $18
    v128.andnot
    v128.xor
    local.set $17
    local.get $18
    local.get $25
    local.get $31
    v128.xor
    local.tee $18
    i32.const 18
    i64x2.shl
    local.get $18
    i32.const 46
    i64x2.shr_u
    v128.or
    local.tee $20
    local.get $19
    v128.andnot
    v128.xor
    local.set $18
    local.get $19
    local.get $38
    local.get $20
    v128.andnot
    v128.xor
    local.set $19
    local.get $20
    local.get $39
    local.get $38
    v128.andnot
    v128.xor
    local.set $20
    local.get $40
    local.get $42
    local.get $41
    v128.andnot
    v128.xor
    local.set $21
    local.get $41
    local.get $23
    local.get $33
    v128.xor
    local.tee $22
    i32.const 15
    i64x2.shl
    local.get $22
    i32.const 49
    i64x2.shr_u
    v128.or
    local.tee $24
    local.get $42
    v128.andnot
    v128.xor
    local.set $22
    local.get $42
    local.get $28
    local.get $5
    v128.xor
    local.tee $5
    i32.const 56
    i64x2.shl
    local.get $5
    i32.const 8
    i64x2.shr_u
    v128.or
    local.tee $25
    local.get $24
    v128.andnot
    v128.xor
    local.set $23
    local.get $24
    local.get $40
    local.get $25
    v128.andnot
    v128.xor
    local.set $5
    local.get $25
    local.get $41
    local.get $40
    v128.andnot
    v128.xor
    local.set $24
    local.get $43
    local.get $7
    local.get $44
    v128.andnot
    v128.xor
    local.set $25
    local.get $44
    local.get $29
    local.get $7
    v128.andnot
    v128.xor
    local.set $26
    local.get $7
    local.get $30
    local.get $29
    v128.andnot
    v128.xor
    local.set $27
    local.get $29
    local.get $43
    local.get $30
    v128.andnot
    v128.xor
    local.set $28
    local.get $30
    local.get $44
    local.get $43
    v128.andnot
    v128.xor
    local.set $7
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
  i32.const 1216
  local.get $8
  v128.store
  i32.const 1232
  local.get $4
  v128.store
  i32.const 1248
  local.get $9
  v128.store
  i32.const 1264
  local.get $14
  v128.store
  i32.const 1280
  local.get $10
  v128.store
  i32.const 1296
  local.get $6
  v128.store
  i32.const 1312
  local.get $16
  v128.store
  i32.const 1328
  local.get $11
  v128.store
  i32.const 1344
  local.get $15
  v128.store
  i32.const 1360
  local.get $12
  v128.store
  i32.const 1376
  local.get $13
  v128.store
  i32.const 1392
  local.get $17
  v128.store
  i32.const 1408
  local.get $18
  v128.store
  i32.const 1424
  local.get $19
  v128.store
  i32.const 1440
  local.get $20
  v128.store
  i32.const 1456
  local.get $21
  v128.store
  i32.const 1472
  local.get $22
  v128.store
  i32.const 1488
  local.get $23
  v128.store
  i32.const 1504
  local.get $5
  v128.store
  i32.const 1520
  local.get $24
  v128.store
  i32.const 1536
  local.get $25
  v128.store
  i32.const 1552
  local.get $26
  v128.store
  i32.const 1568
  local.get $27
  v128.store
  i32.const 1584
  local.get $28
  v128.store
  i32.const 1600
  local.get $7
  v128.store
 )
 (func $assembly/sha3/nodes (param $0 i32) (param $1 i32) (param $2 i32)
  i32.const 1
  local.get $0
  i32.const 64
  local.get $1
  local.get $2
  call $assembly/sha3/prefixed
 )
 (func $assembly/sha3/leaves (param $0 i32) (param $1 i32) (param $2 i32)
  i32.const 0
  local.get $0
  i32.const 32
  local.get $1
  local.get $2
  call $assembly/sha3/prefixed
 )
 (func $assembly/sha3/heapBase (result i32)
  i32.const 1888
 )
 (func $assembly/sha3/digests (param $0 i32) (param $1 i32) (param $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 i32)
  (local $11 i64)
  (local $12 i32)
  (local $13 i64)
  (local $14 i32)
  (local $15 i32)
  loop $while-continue|0
   local.get $5
   i32.eqz
   local.get $1
   local.get $3
   i32.gt_u
   i32.and
   if
    local.get $0
    local.get $3
    i32.const 4
    i32.shl
    i32.add
    local.tee $7
    i32.load offset=4
    local.set $6
    local.get $7
    i32.load offset=8
    local.tee $5
    if
     local.get $6
     local.get $5
     local.get $6
     i32.add
     local.get $7
     i32.load offset=12
     local.get $6
     i32.sub
     local.get $5
     i32.sub
     memory.copy
    end
    local.get $0
    local.get $3
    i32.const 4
    i32.shl
    i32.add
    local.tee $5
    i32.load offset=12
    local.get $5
    i32.load offset=8
    i32.sub
    local.set $10
    i64.const 0
    local.set $13
    local.get $2
    local.get $3
    i32.const 5
    i32.shl
    i32.add
    local.set $5
    local.get $7
    i32.load
    local.set $14
    local.get $3
    i32.const 1
    i32.add
    local.set $3
   end
   local.get $4
   i32.eqz
   local.get $1
   local.get $3
   i32.gt_u
   i32.and
   if
    local.get $0
    local.get $3
    i32.const 4
    i32.shl
    i32.add
    local.tee $7
    i32.load offset=4
    local.set $6
    local.get $7
    i32.load offset=8
    local.tee $4
    if
     local.get $6
     local.get $4
     local.get $6
     i32.add
     local.get $7
     i32.load offset=12
     local.get $6
     i32.sub
     local.get $4
     i32.sub
     memory.copy
    end
    local.get $0
    local.get $3
    i32.const 4
    i32.shl
    i32.add
    local.tee $4
    i32.load offset=12
    local.get $4
    i32.load offset=8
    i32.sub
    local.set $12
    i64.const 0
    local.set $11
    local.get $2
    local.get $3
    i32.const 5
    i32.shl
    i32.add
    local.set $4
    local.get $7
    i32.load
    local.set $15
    local.get $3
    i32.const 1
    i32.add
    local.set $3
   end
   local.get $4
   local.get $5
   i32.or
   i32.eqz
   if
    return
   end
   local.get $12
   local.get $15
   i32.sub
   i32.const 136
   i32.lt_u
   local.set $8
   local.get $10
   local.get $14
   i32.sub
   local.tee $7
   i32.const 136
   i32.lt_u
   local.tee $9
   if (result i32)
    i32.const 1616
    local.get $14
    local.get $7
    memory.copy
    local.get $7
    i32.const 1616
    i32.add
    local.tee $6
    i32.const 0
    i32.const 136
    local.get $7
    i32.sub
    memory.fill
    local.get $6
    i32.const 6
    i32.store8
    i32.const 1751
    i32.const 1751
    i32.load8_u
    i32.const 128
    i32.or
    i32.store8
    i32.const 1616
   else
    local.get $14
   end
   local.get $8
   if (result i32)
    i32.const 1752
    local.get $15
    local.get $12
    local.get $15
    i32.sub
    local.tee $7
    memory.copy
    local.get $7
    i32.const 1752
    i32.add
    local.tee $6
    i32.const 0
    i32.const 136
    local.get $7
    i32.sub
    memory.fill
    local.get $6
    i32.const 6
    i32.store8
    i32.const 1887
    i32.const 1887
    i32.load8_u
    i32.const 128
    i32.or
    i32.store8
    i32.const 1752
   else
    local.get $15
   end
   local.get $13
   local.get $11
   call $assembly/lane-keccak/absorb
   i64.const -1
   local.set $13
   i64.const -1
   local.set $11
   local.get $9
   if
    local.get $5
    if
     local.get $5
     i32.const 1216
     i64.load
     i64.store
     local.get $5
     i32.const 1232
     i64.load
     i64.store offset=8
     local.get $5
     i32.const 1248
     i64.load
     i64.store offset=16
     local.get $5
     i32.const 1264
     i64.load
     i64.store offset=24
     i32.const 0
     local.set $5
    end
   else
    local.get $14
    i32.const 136
    i32.add
    local.set $14
   end
   local.get $8
   if
    local.get $4
    if
     local.get $4
     i32.const 1224
     i64.load
     i64.store
     local.get $4
     i32.const 1240
     i64.load
     i64.store offset=8
     local.get $4
     i32.const 1256
     i64.load
     i64.store offset=16
     local.get $4
     i32.const 1272
     i64.load
     i64.store offset=24
     i32.const 0
     local.set $4
    end
   else
    local.get $15
    i32.const 136
    i32.add
    local.set $15
   end
   br $while-continue|0
  end
  unreachable
 )
)
