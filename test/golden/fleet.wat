(module
 (type $0 (func (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f64)))
 (type $1 (func (param f64) (result f64)))
 (type $2 (func (param v128 v128 v128) (result v128)))
 (type $3 (func (param v128) (result v128)))
 (type $4 (func (param i32 f64) (result f64)))
 (type $5 (func (param i32 i32 i32 i32)))
 (type $6 (func (param i32 i32 i32 i32 i32 i32)))
 (type $7 (func (param i32 i32 i32 i32 f64)))
 (type $8 (func (param i32 i32 i32 i32 i32 i32 i32)))
 (import "env" "memory" (memory $0 1 65536 shared))
 (global $assembly/fleet-layout/CHUNK i32 (i32.const 64))
 (global $assembly/fleet-layout/SCRATCH_BYTES i32 (i32.const 768))
 (global $assembly/fleet-layout/R i32 (i32.const 0))
 (global $assembly/fleet-layout/B i32 (i32.const 1))
 (global $assembly/fleet-layout/E i32 (i32.const 2))
 (global $assembly/fleet-layout/O i32 (i32.const 3))
 (global $assembly/fleet-layout/I i32 (i32.const 4))
 (global $assembly/fleet-layout/ERROR i32 (i32.const 5))
 (global $assembly/fleet-layout/V_SUM i32 (i32.const 6))
 (global $assembly/fleet-layout/V_OLDER i32 (i32.const 7))
 (global $assembly/fleet-layout/RISK i32 (i32.const 8))
 (global $assembly/fleet-layout/LOAD i32 (i32.const 9))
 (global $assembly/fleet-layout/INPUT i32 (i32.const 10))
 (global $assembly/fleet-layout/FIELDS i32 (i32.const 11))
 (global $assembly/fleet-layout/AGE_BITS i32 (i32.const 536870911))
 (global $assembly/fleet-layout/AGE_MAX i32 (i32.const 536870910))
 (global $assembly/fleet-layout/HALVES_SHIFT i32 (i32.const 29))
 (global $assembly/fleet-layout/HALVES_BITS i32 (i32.const 1610612736))
 (global $assembly/fleet-layout/UNSTABLE i32 (i32.const -2147483648))
 (global $assembly/fleet-layout/PARAMETERS i32 (i32.const 8))
 (global $assembly/fleet-layout/DIVISOR i32 (i32.const 0))
 (global $assembly/fleet-layout/NOMINAL i32 (i32.const 1))
 (global $assembly/fleet-layout/TIME_UNIT i32 (i32.const 2))
 (global $assembly/fleet-layout/THRESHOLD i32 (i32.const 3))
 (global $assembly/fleet-layout/GAIN_P i32 (i32.const 4))
 (global $assembly/fleet-layout/GAIN_I i32 (i32.const 5))
 (global $assembly/fleet-layout/GAIN_D i32 (i32.const 6))
 (global $assembly/fleet-layout/SETPOINT i32 (i32.const 7))
 (data $0 (i32.const 1024) "\00\00\e0\feB.\e6?v<y5\ef9\ea=\fe\82+eG\15\f7?\93UUUUU\e5?\04\fa\97\99\99\99\d9?Y\93\"\94$I\d2?\afx\8e\1d\c5q\cc?\de\03\cb\96dF\c7?\9f\c6x\d0\t\9a\c3?DR>\df\12\f1\c2?>UUUUU\c5?\93\bd\be\16l\c1f\bf,\de%\afjV\11?\f1k\d2\c5A\bd\bb\be\d0\a4\beri7f>\00\00\00\00\00\00\00\00\00\00\00\00\00\00\f0?\00\00\00\00\00\00\00@\00\00\00\00\00\00\e0?\00\00\00\00\00\00$@\00\00\00\00\00\00I@\9a\99\99\99\99\99\b9?\00\00\00\00\00P\87\c0\00\00\00\00\000\86@\00\00\00\00\00\00\10\00\00\00\00\00\00\00\f0\7f\00\08\00\00\00\000C\8d\ed\b5\a0\f7\c6\b0>-C\1c\eb\e26\1a?\cd\cc\cc\cc\cc\cc\ec?\00\00\00\00\00\004@\00\00\00\00\00\00\d0?\9a\99\99\99\99\99\b9?\9a\99\99\99\99\99\b9?\9a\99\99\99\99\99\a9?\9a\99\99\99\99\99\a9\bf\00\00\00\00\00\00\f0?\00\00\00\00\00\00\f0\bf\9a\99\99\99\99\99\a9?\9a\99\99\99\99\99\b9?\cd\cc\cc\cc\cc\cc\ec?\9a\99\99\99\99\99\a9?333333\d3?\9a\99\99\99\99\99\b9?333333\c3?333333\d3?\11\ea-\81\99\97q=o.Yp\9a\99\c9?\00\00\00\00\00@\8f@\00\00\00\a2\94\1amB")
 (data $1 (i32.const 1424) "\cd;\7ff\9e\a0\e6?\00\00\00\00\00\00\00\80\00\00\00\00\00\00\f0\ff\00\00\00\00\00\000C\04\00\00\00\00\00\00\00\02\00\00\00\00\00\00\00")
 (data $2 (i32.const 1472) "\00\00\00\00\00\00\00?\00\00\80?\00\00\80\bf(knN\9a\99\19?\9a\99Y?")
 (data $3 (i32.const 1504) "\01\00\00\00\ff\ff\ff\1f\fe\ff\ff\1f")
 (export "beatLnWorkloadOwn" (func $assembly/fleet-beat/beatLnWorkloadOwn))
 (export "beatLnWorkloadShared" (func $assembly/fleet-beat/beatLnWorkloadShared))
 (export "beatLoadOwn" (func $assembly/fleet-beat/beatLoadOwn))
 (export "beatLoadShared" (func $assembly/fleet-beat/beatLoadShared))
 (export "beatWorkloadOwn" (func $assembly/fleet-beat/beatWorkloadOwn))
 (export "beatWorkloadShared" (func $assembly/fleet-beat/beatWorkloadShared))
 (export "endHalf" (func $assembly/fleet-upkeep/endHalf))
 (export "fadeRisks" (func $assembly/fleet-upkeep/fadeRisks))
 (export "totalAnomalies" (func $assembly/fleet-upkeep/totalAnomalies))
 (export "lanesOf" (func $assembly/lanes/lanesOf))
 (export "scalarOf" (func $assembly/lanes/scalarOf))
 (export "CHUNK" (global $assembly/fleet-layout/CHUNK))
 (export "SCRATCH_BYTES" (global $assembly/fleet-layout/SCRATCH_BYTES))
 (export "R" (global $assembly/fleet-layout/R))
 (export "B" (global $assembly/fleet-layout/B))
 (export "E" (global $assembly/fleet-layout/E))
 (export "O" (global $assembly/fleet-layout/O))
 (export "I" (global $assembly/fleet-layout/I))
 (export "ERROR" (global $assembly/fleet-layout/ERROR))
 (export "V_SUM" (global $assembly/fleet-layout/V_SUM))
 (export "V_OLDER" (global $assembly/fleet-layout/V_OLDER))
 (export "RISK" (global $assembly/fleet-layout/RISK))
 (export "LOAD" (global $assembly/fleet-layout/LOAD))
 (export "INPUT" (global $assembly/fleet-layout/INPUT))
 (export "FIELDS" (global $assembly/fleet-layout/FIELDS))
 (export "AGE_BITS" (global $assembly/fleet-layout/AGE_BITS))
 (export "AGE_MAX" (global $assembly/fleet-layout/AGE_MAX))
 (export "HALVES_SHIFT" (global $assembly/fleet-layout/HALVES_SHIFT))
 (export "HALVES_BITS" (global $assembly/fleet-layout/HALVES_BITS))
 (export "UNSTABLE" (global $assembly/fleet-layout/UNSTABLE))
 (export "PARAMETERS" (global $assembly/fleet-layout/PARAMETERS))
 (export "DIVISOR" (global $assembly/fleet-layout/DIVISOR))
 (export "NOMINAL" (global $assembly/fleet-layout/NOMINAL))
 (export "TIME_UNIT" (global $assembly/fleet-layout/TIME_UNIT))
 (export "THRESHOLD" (global $assembly/fleet-layout/THRESHOLD))
 (export "GAIN_P" (global $assembly/fleet-layout/GAIN_P))
 (export "GAIN_I" (global $assembly/fleet-layout/GAIN_I))
 (export "GAIN_D" (global $assembly/fleet-layout/GAIN_D))
 (export "SETPOINT" (global $assembly/fleet-layout/SETPOINT))
 (export "memory" (memory $0))
 (func $assembly/fleet-beat/feedback (param $0 v128) (param $1 v128) (param $2 v128) (result v128)
  (local $3 v128)
  (local $4 v128)
  (local $5 v128)
  (local $6 v128)
  i32.const 1208
  v128.load64_splat
  i32.const 1200
  v128.load64_splat
  local.get $1
  i32.const 1508
  v128.load32_splat
  v128.and
  i32.const 1
  i32x4.shr_u
  f64x2.convert_low_i32x4_u
  f64x2.neg
  i32.const 1184
  v128.load64_splat
  f64x2.div
  f64x2.pmax
  f64x2.pmin
  local.tee $1
  i32.const 1040
  v128.load64_splat
  f64x2.mul
  f64x2.nearest
  local.set $3
  local.get $1
  local.get $3
  i32.const 1024
  v128.load64_splat
  f64x2.mul
  f64x2.sub
  local.tee $5
  local.get $3
  i32.const 1032
  v128.load64_splat
  f64x2.mul
  local.tee $1
  f64x2.sub
  local.tee $6
  local.get $6
  f64x2.mul
  local.set $4
  i32.const 1376
  v128.load64_splat
  local.get $0
  f64x2.mul
  i32.const 1152
  v128.load64_splat
  local.tee $0
  local.get $6
  local.get $6
  local.get $4
  i32.const 1104
  v128.load64_splat
  local.get $4
  i32.const 1112
  v128.load64_splat
  local.get $4
  i32.const 1120
  v128.load64_splat
  local.get $4
  i32.const 1128
  v128.load64_splat
  local.get $4
  i32.const 1136
  v128.load64_splat
  f64x2.mul
  f64x2.add
  f64x2.mul
  f64x2.add
  f64x2.mul
  f64x2.add
  f64x2.mul
  f64x2.add
  f64x2.mul
  f64x2.sub
  local.tee $4
  f64x2.mul
  i32.const 1160
  v128.load64_splat
  local.get $4
  f64x2.sub
  f64x2.div
  local.get $1
  f64x2.sub
  local.get $5
  f64x2.add
  f64x2.add
  v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0x3ff00000
  local.get $3
  i32.const 1232
  v128.load64_splat
  f64x2.add
  v128.const i32x4 0x00000800 0x43300000 0x00000800 0x43300000
  i64x2.sub
  local.tee $1
  i32.const 1
  i64x2.shr_s
  local.tee $3
  i32.const 52
  i64x2.shl
  i64x2.add
  f64x2.mul
  v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0x3ff00000
  local.get $1
  local.get $3
  i64x2.sub
  i32.const 52
  i64x2.shl
  i64x2.add
  f64x2.mul
  f64x2.mul
  i32.const 1144
  v128.load64_splat
  local.get $0
  local.get $2
  i32.const 1384
  v128.load64_splat
  f64x2.div
  f64x2.sub
  f64x2.pmax
  f64x2.mul
  i32.const 1352
  v128.load64_splat
  f64x2.pmax
  i32.const 1360
  v128.load64_splat
  f64x2.pmin
 )
 (func $assembly/math/ln (param $0 f64) (result f64)
  (local $1 f64)
  (local $2 i64)
  (local $3 i64)
  (local $4 f64)
  (local $5 f64)
  (local $6 f64)
  (local $7 f64)
  local.get $0
  f64.const 0
  f64.gt
  i32.eqz
  if
   f64.const -inf
   f64.const nan:0x8000000000000
   local.get $0
   f64.const 0
   f64.eq
   select
   return
  end
  local.get $0
  f64.const inf
  f64.eq
  if
   local.get $0
   return
  end
  local.get $0
  f64.const 2.2250738585072014e-308
  f64.lt
  if
   f64.const -54
   local.set $1
   local.get $0
   f64.const 18014398509481984
   f64.mul
   local.set $0
  end
  local.get $1
  local.get $0
  i64.reinterpret_f64
  local.tee $2
  i64.const 4604544271217802189
  i64.sub
  i64.const 52
  i64.shr_s
  local.tee $3
  f64.convert_i64_s
  f64.add
  local.set $6
  local.get $2
  local.get $3
  i64.const 52
  i64.shl
  i64.sub
  f64.reinterpret_i64
  f64.const -1
  f64.add
  local.tee $4
  local.get $4
  f64.const 2
  f64.add
  f64.div
  local.tee $7
  local.get $7
  f64.mul
  local.tee $0
  local.get $0
  f64.mul
  local.set $5
  local.get $6
  f64.const 0.6931471803691238
  f64.mul
  local.get $4
  f64.const 0.5
  f64.mul
  local.get $4
  f64.mul
  local.tee $1
  local.get $7
  local.get $1
  local.get $5
  local.get $5
  local.get $5
  f64.const 0.15313837699209373
  f64.mul
  f64.const 0.22222198432149784
  f64.add
  f64.mul
  f64.const 0.3999999999940942
  f64.add
  f64.mul
  local.get $0
  local.get $5
  local.get $5
  local.get $5
  f64.const 0.14798198605116586
  f64.mul
  f64.const 0.1818357216161805
  f64.add
  f64.mul
  f64.const 0.2857142874366239
  f64.add
  f64.mul
  f64.const 0.6666666666666735
  f64.add
  f64.mul
  f64.add
  f64.add
  f64.mul
  local.get $6
  f64.const 1.9082149292705877e-10
  f64.mul
  f64.add
  f64.sub
  local.get $4
  f64.sub
  f64.sub
 )
 (func $assembly/fleet-beat/anyLn (param $0 v128) (result v128)
  (local $1 v128)
  (local $2 v128)
  (local $3 v128)
  (local $4 v128)
  (local $5 v128)
  block $assembly/lanes/lnLanes|inlined.0 (result v128)
   local.get $0
   i32.const 1216
   v128.load64_splat
   f64x2.ge
   local.get $0
   i32.const 1224
   v128.load64_splat
   f64x2.lt
   v128.and
   i64x2.all_true
   if
    local.get $0
    i32.const 1424
    v128.load64_splat
    i64x2.sub
    local.tee $2
    i32.const 1432
    v128.load64_splat
    v128.xor
    i32.const 52
    i64x2.shr_u
    i32.const 1448
    v128.load64_splat
    v128.or
    i32.const 1232
    v128.load64_splat
    f64x2.sub
    local.set $1
    local.get $0
    local.get $2
    i32.const 1440
    v128.load64_splat
    v128.and
    i64x2.sub
    i32.const 1152
    v128.load64_splat
    f64x2.sub
    local.tee $2
    i32.const 1160
    v128.load64_splat
    local.get $2
    f64x2.add
    f64x2.div
    local.tee $4
    local.get $4
    f64x2.mul
    local.tee $5
    local.get $5
    f64x2.mul
    local.set $3
    local.get $1
    i32.const 1024
    v128.load64_splat
    f64x2.mul
    i32.const 1168
    v128.load64_splat
    local.get $2
    f64x2.mul
    local.get $2
    f64x2.mul
    local.tee $0
    local.get $4
    local.get $0
    local.get $3
    i32.const 1056
    v128.load64_splat
    local.get $3
    i32.const 1072
    v128.load64_splat
    local.get $3
    i32.const 1088
    v128.load64_splat
    f64x2.mul
    f64x2.add
    f64x2.mul
    f64x2.add
    f64x2.mul
    local.get $5
    i32.const 1048
    v128.load64_splat
    local.get $3
    i32.const 1064
    v128.load64_splat
    local.get $3
    i32.const 1080
    v128.load64_splat
    local.get $3
    i32.const 1096
    v128.load64_splat
    f64x2.mul
    f64x2.add
    f64x2.mul
    f64x2.add
    f64x2.mul
    f64x2.add
    f64x2.mul
    f64x2.add
    f64x2.add
    f64x2.mul
    local.get $1
    i32.const 1032
    v128.load64_splat
    f64x2.mul
    f64x2.add
    f64x2.sub
    local.get $2
    f64x2.sub
    f64x2.sub
    br $assembly/lanes/lnLanes|inlined.0
   end
   local.get $0
   f64x2.extract_lane 0
   call $assembly/math/ln
   f64x2.splat
   local.get $0
   f64x2.extract_lane 1
   call $assembly/math/ln
   f64x2.replace_lane 1
  end
 )
 (func $assembly/math/exp (param $0 f64) (result f64)
  (local $1 f64)
  (local $2 i64)
  (local $3 i64)
  (local $4 f64)
  (local $5 f64)
  (local $6 f64)
  local.get $0
  local.get $0
  f64.ne
  if
   local.get $0
   return
  end
  local.get $0
  f64.const -746
  f64.max
  f64.const 710
  f64.min
  local.tee $0
  f64.const 1.4426950408889634
  f64.mul
  f64.nearest
  local.set $5
  local.get $0
  local.get $5
  f64.const 0.6931471803691238
  f64.mul
  f64.sub
  local.tee $0
  local.get $5
  f64.const 1.9082149292705877e-10
  f64.mul
  local.tee $1
  f64.sub
  local.tee $6
  local.get $6
  f64.mul
  local.set $4
  local.get $6
  local.get $6
  local.get $4
  local.get $4
  local.get $4
  local.get $4
  local.get $4
  f64.const 4.1381367970572385e-08
  f64.mul
  f64.const -1.6533902205465252e-06
  f64.add
  f64.mul
  f64.const 6.613756321437934e-05
  f64.add
  f64.mul
  f64.const -2.7777777777015593e-03
  f64.add
  f64.mul
  f64.const 0.16666666666666602
  f64.add
  f64.mul
  f64.sub
  local.tee $4
  f64.mul
  f64.const 2
  local.get $4
  f64.sub
  f64.div
  local.get $1
  f64.sub
  local.get $0
  f64.add
  f64.const 1
  f64.add
  local.get $5
  i64.trunc_sat_f64_s
  local.tee $2
  i64.const 1
  i64.shr_s
  local.tee $3
  i64.const 52
  i64.shl
  i64.const 4607182418800017408
  i64.add
  f64.reinterpret_i64
  f64.mul
  local.get $2
  local.get $3
  i64.sub
  i64.const 52
  i64.shl
  i64.const 4607182418800017408
  i64.add
  f64.reinterpret_i64
  f64.mul
 )
 (func $assembly/lanes/scalarOf (param $0 i32) (param $1 f64) (result f64)
  local.get $0
  if (result f64)
   local.get $1
   call $assembly/math/exp
  else
   local.get $1
   call $assembly/math/ln
  end
 )
 (func $assembly/lanes/lanesOf (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32)
  (local $4 v128)
  (local $5 i32)
  (local $6 i32)
  (local $7 v128)
  (local $8 v128)
  (local $9 v128)
  (local $10 v128)
  (local $11 v128)
  loop $for-loop|0
   local.get $3
   local.get $5
   i32.gt_s
   if
    local.get $5
    i32.const 4
    i32.shl
    local.tee $6
    local.get $1
    i32.add
    v128.load
    local.set $4
    local.get $2
    local.get $6
    i32.add
    local.get $0
    if (result v128)
     i32.const 1208
     v128.load64_splat
     i32.const 1200
     v128.load64_splat
     local.get $4
     f64x2.pmax
     f64x2.pmin
     local.tee $4
     i32.const 1040
     v128.load64_splat
     f64x2.mul
     f64x2.nearest
     local.set $7
     local.get $4
     local.get $7
     i32.const 1024
     v128.load64_splat
     f64x2.mul
     f64x2.sub
     local.tee $4
     local.get $7
     i32.const 1032
     v128.load64_splat
     f64x2.mul
     local.tee $8
     f64x2.sub
     local.tee $9
     local.get $9
     f64x2.mul
     local.set $10
     i32.const 1152
     v128.load64_splat
     local.get $9
     local.get $9
     local.get $10
     i32.const 1104
     v128.load64_splat
     local.get $10
     i32.const 1112
     v128.load64_splat
     local.get $10
     i32.const 1120
     v128.load64_splat
     local.get $10
     i32.const 1128
     v128.load64_splat
     local.get $10
     i32.const 1136
     v128.load64_splat
     f64x2.mul
     f64x2.add
     f64x2.mul
     f64x2.add
     f64x2.mul
     f64x2.add
     f64x2.mul
     f64x2.add
     f64x2.mul
     f64x2.sub
     local.tee $9
     f64x2.mul
     i32.const 1160
     v128.load64_splat
     local.get $9
     f64x2.sub
     f64x2.div
     local.get $8
     f64x2.sub
     local.get $4
     f64x2.add
     f64x2.add
     v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0x3ff00000
     local.get $7
     i32.const 1232
     v128.load64_splat
     f64x2.add
     v128.const i32x4 0x00000800 0x43300000 0x00000800 0x43300000
     i64x2.sub
     local.tee $4
     i32.const 1
     i64x2.shr_s
     local.tee $7
     i32.const 52
     i64x2.shl
     i64x2.add
     f64x2.mul
     v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0x3ff00000
     local.get $4
     local.get $7
     i64x2.sub
     i32.const 52
     i64x2.shl
     i64x2.add
     f64x2.mul
    else
     block $assembly/lanes/lnLanes|inlined.1 (result v128)
      local.get $4
      i32.const 1216
      v128.load64_splat
      f64x2.ge
      local.get $4
      i32.const 1224
      v128.load64_splat
      f64x2.lt
      v128.and
      i64x2.all_true
      if
       local.get $4
       i32.const 1424
       v128.load64_splat
       i64x2.sub
       local.tee $7
       i32.const 1432
       v128.load64_splat
       v128.xor
       i32.const 52
       i64x2.shr_u
       i32.const 1448
       v128.load64_splat
       v128.or
       i32.const 1232
       v128.load64_splat
       f64x2.sub
       local.set $8
       local.get $4
       local.get $7
       i32.const 1440
       v128.load64_splat
       v128.and
       i64x2.sub
       i32.const 1152
       v128.load64_splat
       f64x2.sub
       local.tee $7
       i32.const 1160
       v128.load64_splat
       local.get $7
       f64x2.add
       f64x2.div
       local.tee $9
       local.get $9
       f64x2.mul
       local.tee $10
       local.get $10
       f64x2.mul
       local.set $11
       local.get $8
       i32.const 1024
       v128.load64_splat
       f64x2.mul
       i32.const 1168
       v128.load64_splat
       local.get $7
       f64x2.mul
       local.get $7
       f64x2.mul
       local.tee $4
       local.get $9
       local.get $4
       local.get $11
       i32.const 1056
       v128.load64_splat
       local.get $11
       i32.const 1072
       v128.load64_splat
       local.get $11
       i32.const 1088
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       local.get $10
       i32.const 1048
       v128.load64_splat
       local.get $11
       i32.const 1064
       v128.load64_splat
       local.get $11
       i32.const 1080
       v128.load64_splat
       local.get $11
       i32.const 1096
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.add
       f64x2.mul
       local.get $8
       i32.const 1032
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.sub
       local.get $7
       f64x2.sub
       f64x2.sub
       br $assembly/lanes/lnLanes|inlined.1
      end
      local.get $4
      f64x2.extract_lane 0
      call $assembly/math/ln
      f64x2.splat
      local.get $4
      f64x2.extract_lane 1
      call $assembly/math/ln
      f64x2.replace_lane 1
     end
    end
    v128.store
    local.get $5
    i32.const 1
    i32.add
    local.set $5
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-upkeep/totalAnomalies (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32)
  (local $6 f64)
  local.get $0
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $0
  loop $for-loop|0
   local.get $4
   local.get $5
   i32.lt_u
   if
    local.get $4
    i32.const 2
    i32.shl
    local.tee $1
    local.get $2
    i32.add
    f32.load
    f64.promote_f32
    local.set $6
    local.get $1
    local.get $3
    i32.add
    local.get $6
    f64.const 0
    local.get $6
    f64.const 1e9
    f64.le
    local.get $6
    f64.const 0
    f64.ge
    i32.and
    select
    local.get $0
    local.get $4
    i32.const 3
    i32.shl
    i32.add
    f64.load
    f64.add
    f32.demote_f64
    f32.store
    local.get $4
    i32.const 1
    i32.add
    local.set $4
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-upkeep/fadeRisks (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 f64)
  (local $5 i32)
  (local $6 f64)
  local.get $4
  f64.const 0
  f64.gt
  i32.eqz
  if
   return
  end
  local.get $4
  f64.const -0.6931471805599453
  f64.mul
  f64.const 30
  f64.div
  call $assembly/math/exp
  local.set $4
  local.get $0
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $5
  local.get $0
  local.get $1
  i32.const 5
  i32.mul
  i32.add
  local.set $1
  local.get $2
  i32.const 3
  i32.shl
  local.set $0
  loop $for-loop|0
   local.get $0
   local.get $3
   i32.const 3
   i32.shl
   i32.lt_u
   if
    local.get $0
    local.get $1
    i32.add
    f64.load
    local.tee $6
    local.get $6
    f64.eq
    if
     local.get $0
     local.get $5
     i32.add
     local.tee $2
     local.get $2
     f64.load
     local.get $4
     f64.mul
     f64.const 0
     f64.add
     f64.store
    end
    local.get $0
    i32.const 8
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-upkeep/endHalf (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32)
  (local $7 v128)
  (local $8 i32)
  (local $9 i32)
  (local $10 v128)
  (local $11 i32)
  (local $12 v128)
  local.get $0
  local.get $1
  i32.const 6
  i32.mul
  i32.add
  local.set $8
  local.get $0
  local.get $1
  i32.const 7
  i32.mul
  i32.add
  local.set $9
  loop $for-loop|0
   local.get $5
   local.get $6
   i32.lt_u
   if
    local.get $2
    local.get $5
    i32.const 2
    i32.shl
    i32.add
    local.tee $0
    v128.load64_zero
    local.tee $7
    i32.const 29
    i32x4.shr_u
    v128.const i32x4 0x00000003 0x00000003 0x00000003 0x00000003
    v128.and
    local.set $10
    local.get $0
    local.get $7
    v128.const i32x4 0x1fffffff 0x1fffffff 0x1fffffff 0x1fffffff
    v128.and
    local.get $10
    v128.const i32x4 0x00000001 0x00000001 0x00000001 0x00000001
    i32x4.add
    v128.const i32x4 0x00000002 0x00000002 0x00000002 0x00000002
    i32x4.min_u
    i32.const 29
    i32x4.shl
    v128.or
    local.get $10
    v128.const i32x4 0x00000002 0x00000002 0x00000002 0x00000002
    i32x4.eq
    local.get $8
    local.get $5
    i32.const 3
    i32.shl
    local.tee $0
    i32.add
    local.tee $1
    v128.load
    local.tee $10
    v128.const i32x4 0x00000000 0x40240000 0x00000000 0x40240000
    f64x2.div
    local.tee $7
    v128.const i32x4 0x9999999a 0x3fa99999 0x9999999a 0x3fa99999
    local.get $3
    local.get $4
    local.get $5
    i32.mul
    i32.add
    local.tee $11
    v128.load64_splat
    local.get $4
    local.get $11
    i32.add
    f64.load
    f64x2.replace_lane 1
    f64x2.mul
    local.tee $12
    local.get $12
    f64x2.mul
    v128.const i32x4 0x00000000 0x40000000 0x00000000 0x40000000
    f64x2.div
    f64x2.lt
    local.get $7
    v128.const i32x4 0x9999999a 0x3ff19999 0x9999999a 0x3ff19999
    local.get $0
    local.get $9
    i32.add
    local.tee $0
    v128.load
    v128.const i32x4 0x00000000 0x40240000 0x00000000 0x40240000
    f64x2.div
    f64x2.mul
    f64x2.le
    v128.or
    local.tee $7
    local.get $7
    i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11
    v128.andnot
    v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000
    v128.and
    v128.or
    v128.store64_lane 0
    local.get $0
    local.get $10
    v128.store
    local.get $1
    v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
    v128.store
    local.get $5
    i32.const 2
    i32.add
    local.set $5
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-beat/beatWorkloadShared (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32) (param $7 i32) (param $8 i32) (param $9 i32) (param $10 f64)
  (local $11 v128)
  (local $12 i32)
  (local $13 v128)
  (local $14 i32)
  (local $15 i32)
  (local $16 i32)
  (local $17 v128)
  (local $18 v128)
  (local $19 v128)
  (local $20 i32)
  (local $21 v128)
  (local $22 v128)
  (local $23 v128)
  (local $24 v128)
  (local $25 i32)
  (local $26 i32)
  (local $27 i32)
  (local $28 i32)
  (local $29 i32)
  (local $30 v128)
  (local $31 v128)
  (local $32 v128)
  (local $33 i32)
  (local $34 v128)
  (local $35 v128)
  (local $36 v128)
  (local $37 v128)
  (local $38 i32)
  (local $39 i32)
  (local $40 i32)
  (local $41 i32)
  (local $42 v128)
  (local $43 v128)
  (local $44 v128)
  (local $45 v128)
  local.get $10
  f64x2.splat
  local.tee $17
  i32.const 1144
  v128.load64_splat
  f64x2.gt
  local.set $21
  local.get $7
  i32.const 512
  i32.add
  local.set $14
  local.get $2
  v128.load64_splat
  local.set $18
  local.get $2
  v128.load64_splat offset=8
  drop
  local.get $2
  v128.load64_splat offset=16
  local.set $19
  local.get $2
  v128.load64_splat offset=24
  local.set $13
  local.get $2
  v128.load64_splat offset=32
  local.set $22
  local.get $2
  v128.load64_splat offset=40
  local.set $23
  local.get $2
  v128.load64_splat offset=48
  local.set $24
  local.get $2
  v128.load64_splat offset=56
  drop
  local.get $0
  local.tee $2
  local.get $1
  i32.add
  local.set $15
  local.get $1
  i32.const 1
  i32.shl
  local.get $0
  i32.add
  local.set $20
  local.get $1
  i32.const 3
  i32.mul
  local.get $0
  i32.add
  local.set $16
  local.get $1
  i32.const 2
  i32.shl
  local.get $0
  i32.add
  local.set $25
  local.get $1
  i32.const 5
  i32.mul
  local.get $0
  i32.add
  local.set $26
  local.get $1
  i32.const 6
  i32.mul
  local.get $0
  i32.add
  local.set $27
  local.get $0
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $28
  local.get $0
  local.get $1
  i32.const 10
  i32.mul
  i32.add
  local.set $29
  loop $for-loop|0
   local.get $8
   local.get $9
   i32.lt_u
   if
    local.get $8
    i32.const 6
    i32.shl
    local.set $12
    i32.const 0
    local.set $1
    loop $for-loop|1
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $0
      local.get $29
      local.get $1
      local.get $12
      i32.add
      i32.const 3
      i32.shl
      i32.add
      local.tee $33
      v128.load
      local.tee $11
      i32.const 1216
      v128.load64_splat
      local.tee $30
      f64x2.ge
      local.get $11
      i32.const 1224
      v128.load64_splat
      local.tee $31
      f64x2.lt
      v128.and
      local.get $33
      v128.load offset=16
      local.tee $32
      local.get $30
      f64x2.ge
      local.get $32
      local.get $31
      f64x2.lt
      v128.and
      v128.and
      i64x2.all_true
      local.tee $33
      if (result v128)
       local.get $11
       i32.const 1424
       v128.load64_splat
       i64x2.sub
       local.tee $30
       i32.const 1432
       v128.load64_splat
       v128.xor
       i32.const 52
       i64x2.shr_u
       i32.const 1448
       v128.load64_splat
       v128.or
       i32.const 1232
       v128.load64_splat
       f64x2.sub
       local.set $31
       local.get $11
       local.get $30
       i32.const 1440
       v128.load64_splat
       v128.and
       i64x2.sub
       i32.const 1152
       v128.load64_splat
       f64x2.sub
       local.tee $11
       i32.const 1160
       v128.load64_splat
       local.get $11
       f64x2.add
       f64x2.div
       local.tee $30
       local.get $30
       f64x2.mul
       local.tee $34
       local.get $34
       f64x2.mul
       local.set $35
       local.get $31
       i32.const 1024
       v128.load64_splat
       f64x2.mul
       i32.const 1168
       v128.load64_splat
       local.get $11
       f64x2.mul
       local.get $11
       f64x2.mul
       local.tee $36
       local.get $30
       local.get $36
       local.get $35
       i32.const 1056
       v128.load64_splat
       local.get $35
       i32.const 1072
       v128.load64_splat
       local.get $35
       i32.const 1088
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       local.get $34
       i32.const 1048
       v128.load64_splat
       local.get $35
       i32.const 1064
       v128.load64_splat
       local.get $35
       i32.const 1080
       v128.load64_splat
       local.get $35
       i32.const 1096
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.add
       f64x2.mul
       local.get $31
       i32.const 1032
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.sub
       local.get $11
       f64x2.sub
       f64x2.sub
      else
       local.get $11
       call $assembly/fleet-beat/anyLn
      end
      v128.store
      local.get $0
      local.get $33
      if (result v128)
       local.get $32
       i32.const 1424
       v128.load64_splat
       i64x2.sub
       local.tee $11
       i32.const 1432
       v128.load64_splat
       v128.xor
       i32.const 52
       i64x2.shr_u
       i32.const 1448
       v128.load64_splat
       v128.or
       i32.const 1232
       v128.load64_splat
       f64x2.sub
       local.set $30
       local.get $32
       local.get $11
       i32.const 1440
       v128.load64_splat
       v128.and
       i64x2.sub
       i32.const 1152
       v128.load64_splat
       f64x2.sub
       local.tee $11
       i32.const 1160
       v128.load64_splat
       local.get $11
       f64x2.add
       f64x2.div
       local.tee $31
       local.get $31
       f64x2.mul
       local.tee $32
       local.get $32
       f64x2.mul
       local.set $34
       local.get $30
       i32.const 1024
       v128.load64_splat
       f64x2.mul
       i32.const 1168
       v128.load64_splat
       local.get $11
       f64x2.mul
       local.get $11
       f64x2.mul
       local.tee $35
       local.get $31
       local.get $35
       local.get $34
       i32.const 1056
       v128.load64_splat
       local.get $34
       i32.const 1072
       v128.load64_splat
       local.get $34
       i32.const 1088
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       local.get $32
       i32.const 1048
       v128.load64_splat
       local.get $34
       i32.const 1064
       v128.load64_splat
       local.get $34
       i32.const 1080
       v128.load64_splat
       local.get $34
       i32.const 1096
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.add
       f64x2.mul
       local.get $30
       i32.const 1032
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.sub
       local.get $11
       f64x2.sub
       f64x2.sub
      else
       local.get $32
       call $assembly/fleet-beat/anyLn
      end
      v128.store offset=16
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|1
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|2
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $12
      i32.add
      i32.const 2
      i32.shl
      local.tee $1
      local.get $4
      i32.add
      v128.load
      local.tee $11
      i32.const 1472
      v128.load32_splat
      local.tee $30
      f32x4.ge
      local.get $11
      i32.const 1488
      v128.load32_splat
      f32x4.le
      v128.and
      local.get $1
      local.get $5
      i32.add
      v128.load
      local.tee $11
      local.get $30
      f32x4.ge
      local.get $11
      i32.const 1480
      v128.load32_splat
      f32x4.le
      v128.and
      v128.and
      local.set $30
      local.get $14
      local.get $0
      i32.const 2
      i32.shl
      i32.add
      local.tee $1
      local.get $11
      i32.const 1484
      v128.load32_splat
      local.get $30
      v128.bitselect
      v128.store
      local.get $7
      local.get $0
      i32.const 3
      i32.shl
      i32.add
      local.tee $33
      v128.load
      local.tee $31
      f64x2.abs
      local.set $32
      i32.const 1416
      v128.load64_splat
      local.set $34
      local.get $33
      v128.load offset=16
      local.tee $35
      f64x2.abs
      local.set $36
      i32.const 1240
      v128.load64_splat
      local.tee $37
      local.get $19
      local.get $35
      f64x2.mul
      local.get $18
      f64x2.div
      f64x2.pmax
      local.set $35
      local.get $33
      local.get $37
      local.get $19
      local.get $31
      f64x2.mul
      local.get $18
      f64x2.div
      f64x2.pmax
      local.tee $31
      v128.store
      local.get $33
      local.get $35
      v128.store offset=16
      local.get $32
      local.get $34
      f64x2.le
      local.get $36
      local.get $34
      f64x2.le
      v128.and
      i64x2.all_true
      i32.eqz
      if
       local.get $1
       local.get $11
       i32.const 1484
       v128.load32_splat
       local.get $30
       local.get $32
       i32.const 1416
       v128.load64_splat
       local.tee $11
       f64x2.le
       local.tee $30
       local.get $36
       local.get $11
       f64x2.le
       local.tee $11
       i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
       v128.and
       v128.bitselect
       v128.store
       local.get $33
       local.get $31
       local.get $13
       local.get $30
       v128.bitselect
       v128.store
       local.get $33
       local.get $35
       local.get $13
       local.get $11
       v128.bitselect
       v128.store offset=16
      end
      local.get $0
      i32.const 4
      i32.add
      local.set $0
      br $for-loop|2
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|3
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $12
      i32.add
      local.tee $33
      i32.const 3
      i32.shl
      local.tee $38
      local.get $2
      i32.add
      local.set $39
      local.get $33
      i32.const 2
      i32.shl
      local.tee $0
      local.get $3
      i32.add
      local.tee $40
      v128.load
      local.tee $11
      i32.const 1508
      v128.load32_splat
      v128.and
      local.set $30
      local.get $40
      local.get $30
      i32.const 1504
      v128.load32_splat
      local.tee $31
      v128.or
      local.get $31
      i32x4.add
      i32.const 1512
      v128.load32_splat
      i32x4.min_u
      local.get $14
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load
      local.tee $34
      i32.const 1476
      v128.load32_splat
      f32x4.gt
      local.tee $32
      local.get $11
      i32.const 31
      i32x4.shl
      i32.const 31
      i32x4.shr_s
      v128.andnot
      v128.andnot
      local.get $32
      local.get $31
      v128.and
      v128.or
      local.get $11
      local.get $30
      v128.xor
      v128.or
      v128.store
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $40
      v128.load
      local.get $13
      f64x2.div
      local.set $35
      i32.const 1264
      v128.load64_splat
      local.tee $36
      local.get $40
      v128.load offset=16
      local.get $13
      f64x2.div
      local.tee $11
      f64x2.pmin
      local.get $15
      local.get $38
      i32.add
      local.tee $40
      v128.load offset=16
      f64x2.mul
      local.set $37
      i32.const 1256
      v128.load64_splat
      local.tee $30
      local.get $0
      local.get $4
      i32.add
      local.tee $0
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.get $28
      local.get $38
      i32.add
      local.tee $41
      v128.load
      f64x2.add
      local.tee $31
      i32.const 1192
      v128.load64_splat
      local.tee $42
      f64x2.mul
      f64x2.pmin
      local.get $39
      v128.load
      local.tee $32
      f64x2.mul
      local.set $43
      local.get $30
      local.get $0
      v128.load64_zero offset=8
      f64x2.promote_low_f32x4
      local.get $41
      v128.load offset=16
      f64x2.add
      local.tee $44
      local.get $42
      f64x2.mul
      f64x2.pmin
      local.get $39
      v128.load offset=16
      local.tee $42
      f64x2.mul
      local.set $45
      local.get $6
      local.get $33
      i32.add
      i32.const 1504
      v128.load32_splat
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $35
      f64x2.sub
      f64x2.pmax
      local.get $16
      local.get $38
      i32.add
      local.tee $0
      v128.load
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $36
      local.get $35
      f64x2.pmin
      local.get $40
      v128.load
      f64x2.mul
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $43
      i32.const 1280
      v128.load64_splat
      local.tee $35
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $30
       local.get $31
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $32
       f64x2.mul
      else
       local.get $43
      end
      local.get $35
      f64x2.lt
      v128.and
      v128.bitselect
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $11
      f64x2.sub
      f64x2.pmax
      local.get $0
      v128.load offset=16
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $37
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $45
      local.get $35
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $30
       local.get $44
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $42
       f64x2.mul
      else
       local.get $45
      end
      i32.const 1280
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.bitselect
      i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
      local.get $34
      i32.const 1472
      v128.load32_splat
      f32x4.lt
      local.get $34
      i32.const 1492
      v128.load32_splat
      f32x4.ge
      v128.or
      v128.bitselect
      local.get $34
      i32.const 1496
      v128.load32_splat
      f32x4.ge
      v128.andnot
      local.tee $11
      local.get $11
      i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12
      v128.store32_lane 0
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|3
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|4
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $25
      local.get $1
      local.get $12
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      i32.add
      local.set $33
      local.get $21
      local.get $0
      local.get $26
      i32.add
      local.tee $38
      v128.load
      local.tee $11
      local.get $11
      f64x2.eq
      v128.and
      local.set $30
      local.get $33
      local.get $33
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $33
      v128.load
      local.get $13
      f64x2.sub
      local.tee $31
      f64x2.abs
      i32.const 1248
      v128.load64_splat
      f64x2.lt
      local.get $31
      local.get $11
      f64x2.mul
      i32.const 1144
      v128.load64_splat
      f64x2.lt
      v128.or
      v128.andnot
      local.tee $32
      local.get $31
      local.get $17
      f64x2.mul
      f64x2.add
      i32.const 1320
      v128.load64_splat
      f64x2.pmax
      i32.const 1312
      v128.load64_splat
      f64x2.pmin
      local.get $32
      local.get $30
      v128.bitselect
      local.tee $32
      v128.store
      local.get $38
      local.get $31
      v128.store
      local.get $0
      local.get $27
      i32.add
      local.tee $0
      local.get $0
      v128.load
      local.get $31
      local.get $31
      f64x2.mul
      i32.const 1168
      v128.load64_splat
      f64x2.mul
      f64x2.add
      v128.store
      local.get $33
      local.get $22
      local.get $31
      f64x2.mul
      local.get $23
      local.get $32
      f64x2.mul
      f64x2.add
      local.get $24
      local.get $30
      local.get $31
      local.get $11
      f64x2.sub
      local.get $17
      f64x2.div
      v128.and
      f64x2.mul
      f64x2.add
      f64x2.neg
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|4
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|5
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $12
      i32.add
      local.tee $0
      i32.const 3
      i32.shl
      local.tee $33
      local.get $2
      i32.add
      local.tee $38
      v128.load
      i32.const 1328
      v128.load64_splat
      local.tee $11
      f64x2.pmax
      local.tee $30
      i32.const 1152
      v128.load64_splat
      local.get $30
      local.get $15
      local.get $33
      i32.add
      local.tee $39
      v128.load
      local.get $11
      f64x2.pmax
      local.tee $30
      f64x2.add
      local.get $20
      local.get $33
      i32.add
      local.tee $40
      v128.load
      f64x2.add
      local.get $16
      local.get $33
      i32.add
      local.tee $33
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      v128.load
      i32.const 1304
      v128.load64_splat
      f64x2.pmax
      i32.const 1296
      v128.load64_splat
      f64x2.pmin
      local.tee $11
      local.get $14
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.tee $31
      i32.const 1168
      v128.load64_splat
      f64x2.gt
      local.tee $32
      local.get $11
      i32.const 1144
      v128.load64_splat
      f64x2.gt
      v128.and
      v128.andnot
      f64x2.add
      i32.const 1336
      v128.load64_splat
      f64x2.pmax
      i32.const 1344
      v128.load64_splat
      f64x2.pmin
      local.tee $34
      f64x2.add
      f64x2.div
      local.tee $35
      f64x2.mul
      local.set $36
      i32.const 1352
      v128.load64_splat
      i32.const 1368
      v128.load64_splat
      local.get $32
      v128.bitselect
      local.set $11
      local.get $32
      local.get $34
      local.get $35
      f64x2.mul
      local.tee $34
      i32.const 1400
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.any_true
      if
       local.get $31
       local.get $3
       local.get $0
       i32.const 2
       i32.shl
       i32.add
       v128.load64_zero
       local.get $34
       call $assembly/fleet-beat/feedback
       local.get $11
       local.get $32
       v128.bitselect
       local.set $11
      end
      local.get $38
      local.get $36
      v128.store
      local.get $39
      local.get $30
      local.get $35
      f64x2.mul
      v128.store
      local.get $40
      local.get $11
      v128.store
      local.get $33
      local.get $34
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|5
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|6
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $12
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      local.get $2
      i32.add
      local.tee $33
      v128.load
      local.set $11
      local.get $33
      local.get $11
      i32.const 1152
      v128.load64_splat
      local.get $11
      local.get $0
      local.get $15
      i32.add
      local.tee $33
      v128.load
      local.tee $11
      f64x2.add
      local.get $0
      local.get $20
      i32.add
      local.tee $38
      v128.load
      local.tee $30
      f64x2.add
      local.get $0
      local.get $16
      i32.add
      local.tee $0
      v128.load
      local.tee $31
      f64x2.add
      f64x2.div
      local.tee $32
      f64x2.mul
      v128.store
      local.get $33
      local.get $11
      local.get $32
      f64x2.mul
      v128.store
      local.get $38
      local.get $30
      local.get $32
      f64x2.mul
      v128.store
      local.get $0
      local.get $31
      local.get $32
      f64x2.mul
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|6
     end
    end
    local.get $8
    i32.const 1
    i32.add
    local.set $8
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-beat/beatWorkloadOwn (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32) (param $7 i32) (param $8 i32) (param $9 i32) (param $10 f64)
  (local $11 v128)
  (local $12 i32)
  (local $13 i32)
  (local $14 i32)
  (local $15 i32)
  (local $16 v128)
  (local $17 i32)
  (local $18 v128)
  (local $19 i32)
  (local $20 i32)
  (local $21 i32)
  (local $22 i32)
  (local $23 i32)
  (local $24 i32)
  (local $25 i32)
  (local $26 i32)
  (local $27 i32)
  (local $28 i32)
  (local $29 i32)
  (local $30 i32)
  (local $31 i32)
  (local $32 i32)
  (local $33 v128)
  (local $34 v128)
  (local $35 v128)
  (local $36 v128)
  (local $37 v128)
  (local $38 v128)
  (local $39 i32)
  (local $40 v128)
  (local $41 v128)
  (local $42 v128)
  (local $43 v128)
  (local $44 i32)
  (local $45 i32)
  (local $46 i32)
  (local $47 v128)
  local.get $10
  f64x2.splat
  local.tee $16
  i32.const 1144
  v128.load64_splat
  f64x2.gt
  local.set $18
  local.get $7
  i32.const 512
  i32.add
  local.set $13
  local.get $2
  v128.load64_splat
  drop
  local.get $2
  v128.load64_splat offset=8
  drop
  local.get $2
  v128.load64_splat offset=16
  drop
  local.get $2
  v128.load64_splat offset=24
  drop
  local.get $2
  v128.load64_splat offset=32
  drop
  local.get $2
  v128.load64_splat offset=40
  drop
  local.get $2
  v128.load64_splat offset=48
  drop
  local.get $2
  v128.load64_splat offset=56
  drop
  local.get $0
  local.tee $12
  local.get $1
  i32.add
  local.set $14
  local.get $1
  i32.const 1
  i32.shl
  local.tee $25
  local.get $0
  i32.add
  local.set $17
  local.get $1
  i32.const 3
  i32.mul
  local.tee $26
  local.get $0
  i32.add
  local.set $15
  local.get $1
  i32.const 2
  i32.shl
  local.tee $27
  local.get $0
  i32.add
  local.set $19
  local.get $1
  i32.const 5
  i32.mul
  local.tee $28
  local.get $0
  i32.add
  local.set $20
  local.get $1
  i32.const 6
  i32.mul
  local.tee $29
  local.get $0
  i32.add
  local.set $21
  local.get $0
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $22
  local.get $0
  local.get $1
  i32.const 10
  i32.mul
  i32.add
  local.set $23
  local.get $1
  local.get $2
  i32.add
  local.set $24
  local.get $2
  local.get $25
  i32.add
  local.set $25
  local.get $2
  local.get $26
  i32.add
  local.set $26
  local.get $2
  local.get $27
  i32.add
  local.set $30
  local.get $2
  local.get $28
  i32.add
  local.set $28
  local.get $2
  local.get $29
  i32.add
  local.set $29
  local.get $2
  local.get $1
  i32.const 7
  i32.mul
  i32.add
  local.set $31
  loop $for-loop|0
   local.get $8
   local.get $9
   i32.lt_u
   if
    local.get $8
    i32.const 6
    i32.shl
    local.set $27
    i32.const 0
    local.set $0
    loop $for-loop|1
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $7
      local.get $0
      i32.const 3
      i32.shl
      i32.add
      local.tee $1
      local.get $23
      local.get $0
      local.get $27
      i32.add
      i32.const 3
      i32.shl
      i32.add
      local.tee $32
      v128.load
      local.tee $11
      i32.const 1216
      v128.load64_splat
      local.tee $33
      f64x2.ge
      local.get $11
      i32.const 1224
      v128.load64_splat
      local.tee $34
      f64x2.lt
      v128.and
      local.get $32
      v128.load offset=16
      local.tee $35
      local.get $33
      f64x2.ge
      local.get $35
      local.get $34
      f64x2.lt
      v128.and
      v128.and
      i64x2.all_true
      local.tee $32
      if (result v128)
       local.get $11
       i32.const 1424
       v128.load64_splat
       i64x2.sub
       local.tee $33
       i32.const 1432
       v128.load64_splat
       v128.xor
       i32.const 52
       i64x2.shr_u
       i32.const 1448
       v128.load64_splat
       v128.or
       i32.const 1232
       v128.load64_splat
       f64x2.sub
       local.set $34
       local.get $11
       local.get $33
       i32.const 1440
       v128.load64_splat
       v128.and
       i64x2.sub
       i32.const 1152
       v128.load64_splat
       f64x2.sub
       local.tee $11
       i32.const 1160
       v128.load64_splat
       local.get $11
       f64x2.add
       f64x2.div
       local.tee $33
       local.get $33
       f64x2.mul
       local.tee $36
       local.get $36
       f64x2.mul
       local.set $37
       local.get $34
       i32.const 1024
       v128.load64_splat
       f64x2.mul
       i32.const 1168
       v128.load64_splat
       local.get $11
       f64x2.mul
       local.get $11
       f64x2.mul
       local.tee $38
       local.get $33
       local.get $38
       local.get $37
       i32.const 1056
       v128.load64_splat
       local.get $37
       i32.const 1072
       v128.load64_splat
       local.get $37
       i32.const 1088
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       local.get $36
       i32.const 1048
       v128.load64_splat
       local.get $37
       i32.const 1064
       v128.load64_splat
       local.get $37
       i32.const 1080
       v128.load64_splat
       local.get $37
       i32.const 1096
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.add
       f64x2.mul
       local.get $34
       i32.const 1032
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.sub
       local.get $11
       f64x2.sub
       f64x2.sub
      else
       local.get $11
       call $assembly/fleet-beat/anyLn
      end
      v128.store
      local.get $1
      local.get $32
      if (result v128)
       local.get $35
       i32.const 1424
       v128.load64_splat
       i64x2.sub
       local.tee $11
       i32.const 1432
       v128.load64_splat
       v128.xor
       i32.const 52
       i64x2.shr_u
       i32.const 1448
       v128.load64_splat
       v128.or
       i32.const 1232
       v128.load64_splat
       f64x2.sub
       local.set $33
       local.get $35
       local.get $11
       i32.const 1440
       v128.load64_splat
       v128.and
       i64x2.sub
       i32.const 1152
       v128.load64_splat
       f64x2.sub
       local.tee $11
       i32.const 1160
       v128.load64_splat
       local.get $11
       f64x2.add
       f64x2.div
       local.tee $34
       local.get $34
       f64x2.mul
       local.tee $35
       local.get $35
       f64x2.mul
       local.set $36
       local.get $33
       i32.const 1024
       v128.load64_splat
       f64x2.mul
       i32.const 1168
       v128.load64_splat
       local.get $11
       f64x2.mul
       local.get $11
       f64x2.mul
       local.tee $37
       local.get $34
       local.get $37
       local.get $36
       i32.const 1056
       v128.load64_splat
       local.get $36
       i32.const 1072
       v128.load64_splat
       local.get $36
       i32.const 1088
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       local.get $35
       i32.const 1048
       v128.load64_splat
       local.get $36
       i32.const 1064
       v128.load64_splat
       local.get $36
       i32.const 1080
       v128.load64_splat
       local.get $36
       i32.const 1096
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.mul
       f64x2.add
       f64x2.add
       f64x2.mul
       local.get $33
       i32.const 1032
       v128.load64_splat
       f64x2.mul
       f64x2.add
       f64x2.sub
       local.get $11
       f64x2.sub
       f64x2.sub
      else
       local.get $35
       call $assembly/fleet-beat/anyLn
      end
      v128.store offset=16
      local.get $0
      i32.const 4
      i32.add
      local.set $0
      br $for-loop|1
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|2
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $27
      i32.add
      local.tee $0
      i32.const 2
      i32.shl
      local.set $32
      local.get $0
      i32.const 3
      i32.shl
      local.tee $0
      local.get $2
      i32.add
      local.tee $39
      v128.load
      local.set $11
      local.get $39
      v128.load offset=16
      local.set $33
      local.get $0
      local.get $24
      i32.add
      local.tee $39
      v128.load
      drop
      local.get $39
      v128.load offset=16
      drop
      local.get $0
      local.get $25
      i32.add
      local.tee $39
      v128.load
      local.set $34
      local.get $39
      v128.load offset=16
      local.set $35
      local.get $0
      local.get $26
      i32.add
      local.tee $39
      v128.load
      local.set $36
      local.get $39
      v128.load offset=16
      local.set $37
      local.get $0
      local.get $31
      i32.add
      local.tee $0
      v128.load
      drop
      local.get $0
      v128.load offset=16
      drop
      local.get $4
      local.get $32
      i32.add
      v128.load
      local.tee $38
      i32.const 1472
      v128.load32_splat
      local.tee $40
      f32x4.ge
      local.get $38
      i32.const 1488
      v128.load32_splat
      f32x4.le
      v128.and
      local.get $5
      local.get $32
      i32.add
      v128.load
      local.tee $38
      local.get $40
      f32x4.ge
      local.get $38
      i32.const 1480
      v128.load32_splat
      f32x4.le
      v128.and
      v128.and
      local.set $40
      local.get $13
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      local.tee $0
      local.get $38
      i32.const 1484
      v128.load32_splat
      local.get $40
      v128.bitselect
      v128.store
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $32
      v128.load
      local.set $41
      i32.const 1416
      v128.load64_splat
      local.set $42
      i32.const 1240
      v128.load64_splat
      local.tee $43
      local.get $35
      local.get $32
      v128.load offset=16
      local.tee $35
      f64x2.mul
      local.get $33
      f64x2.div
      f64x2.pmax
      local.set $33
      local.get $32
      local.get $43
      local.get $34
      local.get $41
      f64x2.mul
      local.get $11
      f64x2.div
      f64x2.pmax
      local.tee $11
      v128.store
      local.get $32
      local.get $33
      v128.store offset=16
      local.get $41
      f64x2.abs
      local.tee $34
      local.get $42
      f64x2.le
      local.get $35
      f64x2.abs
      local.tee $35
      local.get $42
      f64x2.le
      v128.and
      i64x2.all_true
      i32.eqz
      if
       local.get $0
       local.get $38
       i32.const 1484
       v128.load32_splat
       local.get $40
       local.get $34
       i32.const 1416
       v128.load64_splat
       f64x2.le
       local.tee $34
       local.get $35
       i32.const 1416
       v128.load64_splat
       f64x2.le
       local.tee $35
       i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
       v128.and
       v128.bitselect
       v128.store
       local.get $32
       local.get $11
       local.get $36
       local.get $34
       v128.bitselect
       v128.store
       local.get $32
       local.get $33
       local.get $37
       local.get $35
       v128.bitselect
       v128.store offset=16
      end
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|2
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|3
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $27
      i32.add
      local.tee $32
      i32.const 3
      i32.shl
      local.tee $39
      local.get $12
      i32.add
      local.set $44
      local.get $26
      local.get $39
      i32.add
      local.tee $0
      v128.load
      local.set $11
      local.get $0
      v128.load offset=16
      local.set $33
      local.get $32
      i32.const 2
      i32.shl
      local.tee $0
      local.get $3
      i32.add
      local.tee $45
      v128.load
      local.tee $34
      i32.const 1508
      v128.load32_splat
      v128.and
      local.set $35
      local.get $45
      local.get $35
      i32.const 1504
      v128.load32_splat
      local.tee $36
      v128.or
      local.get $36
      i32x4.add
      i32.const 1512
      v128.load32_splat
      i32x4.min_u
      local.get $13
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load
      local.tee $37
      i32.const 1476
      v128.load32_splat
      f32x4.gt
      local.tee $38
      local.get $34
      i32.const 31
      i32x4.shl
      i32.const 31
      i32x4.shr_s
      v128.andnot
      v128.andnot
      local.get $38
      local.get $36
      v128.and
      v128.or
      local.get $34
      local.get $35
      v128.xor
      v128.or
      v128.store
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $45
      v128.load
      local.get $11
      f64x2.div
      local.set $34
      i32.const 1264
      v128.load64_splat
      local.tee $35
      local.get $45
      v128.load offset=16
      local.get $33
      f64x2.div
      local.tee $33
      f64x2.pmin
      local.get $14
      local.get $39
      i32.add
      local.tee $45
      v128.load offset=16
      f64x2.mul
      local.set $36
      i32.const 1256
      v128.load64_splat
      local.tee $38
      local.get $0
      local.get $4
      i32.add
      local.tee $0
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.get $22
      local.get $39
      i32.add
      local.tee $46
      v128.load
      f64x2.add
      local.tee $40
      i32.const 1192
      v128.load64_splat
      local.tee $11
      f64x2.mul
      f64x2.pmin
      local.get $44
      v128.load
      local.tee $41
      f64x2.mul
      local.set $42
      local.get $38
      local.get $0
      v128.load64_zero offset=8
      f64x2.promote_low_f32x4
      local.get $46
      v128.load offset=16
      f64x2.add
      local.tee $43
      local.get $11
      f64x2.mul
      f64x2.pmin
      local.get $44
      v128.load offset=16
      local.tee $47
      f64x2.mul
      local.set $11
      local.get $6
      local.get $32
      i32.add
      i32.const 1504
      v128.load32_splat
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $34
      f64x2.sub
      f64x2.pmax
      local.get $15
      local.get $39
      i32.add
      local.tee $0
      v128.load
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $35
      local.get $34
      f64x2.pmin
      local.get $45
      v128.load
      f64x2.mul
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $42
      i32.const 1280
      v128.load64_splat
      local.tee $34
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $38
       local.get $40
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $41
       f64x2.mul
      else
       local.get $42
      end
      local.get $34
      f64x2.lt
      v128.and
      v128.bitselect
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $33
      f64x2.sub
      f64x2.pmax
      local.get $0
      v128.load offset=16
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $36
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $11
      local.get $34
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $38
       local.get $43
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $47
       f64x2.mul
      else
       local.get $11
      end
      i32.const 1280
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.bitselect
      i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
      local.get $37
      i32.const 1472
      v128.load32_splat
      f32x4.lt
      local.get $37
      i32.const 1492
      v128.load32_splat
      f32x4.ge
      v128.or
      v128.bitselect
      local.get $37
      i32.const 1496
      v128.load32_splat
      f32x4.ge
      v128.andnot
      local.tee $11
      local.get $11
      i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12
      v128.store32_lane 0
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|3
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|4
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $19
      local.get $1
      local.get $27
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      i32.add
      local.set $32
      local.get $0
      local.get $30
      i32.add
      v128.load
      local.set $11
      local.get $0
      local.get $28
      i32.add
      v128.load
      local.set $33
      local.get $0
      local.get $29
      i32.add
      v128.load
      local.set $34
      local.get $18
      local.get $0
      local.get $20
      i32.add
      local.tee $39
      v128.load
      local.tee $35
      local.get $35
      f64x2.eq
      v128.and
      local.set $36
      local.get $32
      local.get $32
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $32
      v128.load
      local.get $0
      local.get $26
      i32.add
      v128.load
      f64x2.sub
      local.tee $37
      f64x2.abs
      i32.const 1248
      v128.load64_splat
      f64x2.lt
      local.get $37
      local.get $35
      f64x2.mul
      i32.const 1144
      v128.load64_splat
      f64x2.lt
      v128.or
      v128.andnot
      local.tee $38
      local.get $37
      local.get $16
      f64x2.mul
      f64x2.add
      i32.const 1320
      v128.load64_splat
      f64x2.pmax
      i32.const 1312
      v128.load64_splat
      f64x2.pmin
      local.get $38
      local.get $36
      v128.bitselect
      local.tee $38
      v128.store
      local.get $39
      local.get $37
      v128.store
      local.get $0
      local.get $21
      i32.add
      local.tee $0
      local.get $0
      v128.load
      local.get $37
      local.get $37
      f64x2.mul
      i32.const 1168
      v128.load64_splat
      f64x2.mul
      f64x2.add
      v128.store
      local.get $32
      local.get $11
      local.get $37
      f64x2.mul
      local.get $33
      local.get $38
      f64x2.mul
      f64x2.add
      local.get $34
      local.get $36
      local.get $37
      local.get $35
      f64x2.sub
      local.get $16
      f64x2.div
      v128.and
      f64x2.mul
      f64x2.add
      f64x2.neg
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|4
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|5
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $27
      i32.add
      local.tee $1
      i32.const 3
      i32.shl
      local.tee $32
      local.get $12
      i32.add
      local.tee $39
      v128.load
      i32.const 1328
      v128.load64_splat
      local.tee $11
      f64x2.pmax
      local.tee $33
      i32.const 1152
      v128.load64_splat
      local.get $33
      local.get $14
      local.get $32
      i32.add
      local.tee $44
      v128.load
      local.get $11
      f64x2.pmax
      local.tee $33
      f64x2.add
      local.get $17
      local.get $32
      i32.add
      local.tee $45
      v128.load
      f64x2.add
      local.get $15
      local.get $32
      i32.add
      local.tee $32
      v128.load
      local.get $7
      local.get $0
      i32.const 3
      i32.shl
      i32.add
      v128.load
      i32.const 1304
      v128.load64_splat
      f64x2.pmax
      i32.const 1296
      v128.load64_splat
      f64x2.pmin
      local.tee $11
      local.get $13
      local.get $0
      i32.const 2
      i32.shl
      i32.add
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.tee $34
      i32.const 1168
      v128.load64_splat
      f64x2.gt
      local.tee $35
      local.get $11
      i32.const 1144
      v128.load64_splat
      f64x2.gt
      v128.and
      v128.andnot
      f64x2.add
      i32.const 1336
      v128.load64_splat
      f64x2.pmax
      i32.const 1344
      v128.load64_splat
      f64x2.pmin
      local.tee $36
      f64x2.add
      f64x2.div
      local.tee $37
      f64x2.mul
      local.set $38
      i32.const 1352
      v128.load64_splat
      i32.const 1368
      v128.load64_splat
      local.get $35
      v128.bitselect
      local.set $11
      local.get $35
      local.get $36
      local.get $37
      f64x2.mul
      local.tee $36
      i32.const 1400
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.any_true
      if
       local.get $34
       local.get $3
       local.get $1
       i32.const 2
       i32.shl
       i32.add
       v128.load64_zero
       local.get $36
       call $assembly/fleet-beat/feedback
       local.get $11
       local.get $35
       v128.bitselect
       local.set $11
      end
      local.get $39
      local.get $38
      v128.store
      local.get $44
      local.get $33
      local.get $37
      f64x2.mul
      v128.store
      local.get $45
      local.get $11
      v128.store
      local.get $32
      local.get $36
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|5
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|6
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $27
      i32.add
      i32.const 3
      i32.shl
      local.tee $1
      local.get $12
      i32.add
      local.tee $32
      v128.load
      local.set $11
      local.get $32
      local.get $11
      i32.const 1152
      v128.load64_splat
      local.get $11
      local.get $1
      local.get $14
      i32.add
      local.tee $32
      v128.load
      local.tee $11
      f64x2.add
      local.get $1
      local.get $17
      i32.add
      local.tee $39
      v128.load
      local.tee $33
      f64x2.add
      local.get $1
      local.get $15
      i32.add
      local.tee $1
      v128.load
      local.tee $34
      f64x2.add
      f64x2.div
      local.tee $35
      f64x2.mul
      v128.store
      local.get $32
      local.get $11
      local.get $35
      f64x2.mul
      v128.store
      local.get $39
      local.get $33
      local.get $35
      f64x2.mul
      v128.store
      local.get $1
      local.get $34
      local.get $35
      f64x2.mul
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|6
     end
    end
    local.get $8
    i32.const 1
    i32.add
    local.set $8
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-beat/beatLoadShared (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32) (param $7 i32) (param $8 i32) (param $9 i32) (param $10 f64)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  (local $14 i32)
  (local $15 v128)
  (local $16 i32)
  (local $17 i32)
  (local $18 i32)
  (local $19 v128)
  (local $20 v128)
  (local $21 v128)
  (local $22 i32)
  (local $23 v128)
  (local $24 v128)
  (local $25 v128)
  (local $26 v128)
  (local $27 i32)
  (local $28 i32)
  (local $29 i32)
  (local $30 i32)
  (local $31 i32)
  (local $32 i32)
  (local $33 v128)
  (local $34 v128)
  (local $35 v128)
  (local $36 i32)
  (local $37 i32)
  (local $38 i32)
  (local $39 i32)
  (local $40 v128)
  (local $41 v128)
  (local $42 v128)
  (local $43 i32)
  (local $44 v128)
  (local $45 v128)
  (local $46 v128)
  (local $47 v128)
  (local $48 v128)
  local.get $10
  f64x2.splat
  local.tee $19
  i32.const 1144
  v128.load64_splat
  f64x2.gt
  local.set $23
  local.get $7
  i32.const 512
  i32.add
  local.set $16
  local.get $2
  v128.load64_splat
  local.set $20
  local.get $2
  v128.load64_splat offset=8
  local.set $21
  local.get $2
  v128.load64_splat offset=16
  local.set $15
  local.get $2
  v128.load64_splat offset=24
  local.set $13
  local.get $2
  v128.load64_splat offset=32
  local.set $24
  local.get $2
  v128.load64_splat offset=40
  local.set $25
  local.get $2
  v128.load64_splat offset=48
  local.set $26
  local.get $2
  v128.load64_splat offset=56
  local.set $12
  local.get $0
  local.tee $2
  local.get $1
  i32.add
  local.set $17
  local.get $1
  i32.const 1
  i32.shl
  local.get $0
  i32.add
  local.set $22
  local.get $1
  i32.const 3
  i32.mul
  local.get $0
  i32.add
  local.set $18
  local.get $1
  i32.const 2
  i32.shl
  local.get $0
  i32.add
  local.set $27
  local.get $1
  i32.const 5
  i32.mul
  local.get $0
  i32.add
  local.set $28
  local.get $1
  i32.const 6
  i32.mul
  local.get $0
  i32.add
  local.set $29
  local.get $0
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $30
  local.get $0
  local.get $1
  i32.const 9
  i32.mul
  i32.add
  local.set $31
  local.get $0
  local.get $1
  i32.const 10
  i32.mul
  i32.add
  local.set $32
  loop $for-loop|0
   local.get $8
   local.get $9
   i32.lt_u
   if
    local.get $8
    i32.const 6
    i32.shl
    local.set $14
    i32.const 0
    local.set $1
    loop $for-loop|2
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $31
      local.get $1
      local.get $14
      i32.add
      local.tee $0
      i32.const 3
      i32.shl
      local.tee $36
      i32.add
      local.set $37
      local.get $0
      i32.const 2
      i32.shl
      local.tee $0
      local.get $4
      i32.add
      v128.load
      local.tee $11
      i32.const 1472
      v128.load32_splat
      local.tee $33
      f32x4.ge
      local.get $11
      i32.const 1488
      v128.load32_splat
      f32x4.le
      v128.and
      local.set $11
      local.get $16
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      local.get $0
      local.get $5
      i32.add
      v128.load
      local.tee $34
      i32.const 1484
      v128.load32_splat
      local.get $11
      local.get $34
      local.get $33
      f32x4.ge
      local.get $34
      i32.const 1480
      v128.load32_splat
      f32x4.le
      v128.and
      v128.and
      v128.bitselect
      v128.store
      local.get $32
      local.get $36
      i32.add
      local.tee $0
      v128.load
      local.set $33
      local.get $0
      v128.load offset=16
      local.set $34
      local.get $37
      local.get $33
      i32.const 1408
      v128.load64_splat
      local.get $12
      f64x2.mul
      f64x2.pmin
      local.get $37
      v128.load
      local.get $33
      i32.const 1144
      v128.load64_splat
      f64x2.ge
      v128.bitselect
      v128.const i32x4 0x00000000 0x7ff80000 0x00000000 0x7ff80000
      local.get $11
      i64x2.extend_low_i32x4_s
      v128.bitselect
      local.tee $33
      v128.store
      local.get $37
      local.get $34
      i32.const 1408
      v128.load64_splat
      local.get $12
      f64x2.mul
      f64x2.pmin
      local.get $37
      v128.load offset=16
      local.get $34
      i32.const 1144
      v128.load64_splat
      f64x2.ge
      v128.bitselect
      v128.const i32x4 0x00000000 0x7ff80000 0x00000000 0x7ff80000
      local.get $11
      i64x2.extend_high_i32x4_s
      v128.bitselect
      local.tee $11
      v128.store offset=16
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $0
      i32.const 1240
      v128.load64_splat
      local.tee $34
      local.get $15
      local.get $33
      local.get $12
      local.get $33
      local.get $33
      f64x2.eq
      v128.bitselect
      local.get $12
      f64x2.div
      local.get $13
      f64x2.mul
      local.get $21
      f64x2.mul
      local.get $15
      f64x2.div
      f64x2.mul
      local.get $20
      f64x2.div
      f64x2.pmax
      v128.store
      local.get $0
      local.get $34
      local.get $15
      local.get $11
      local.get $12
      local.get $11
      local.get $11
      f64x2.eq
      v128.bitselect
      local.get $12
      f64x2.div
      local.get $13
      f64x2.mul
      local.get $21
      f64x2.mul
      local.get $15
      f64x2.div
      f64x2.mul
      local.get $20
      f64x2.div
      f64x2.pmax
      v128.store offset=16
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|2
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|3
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $14
      i32.add
      local.tee $36
      i32.const 3
      i32.shl
      local.tee $37
      local.get $2
      i32.add
      local.set $38
      local.get $36
      i32.const 2
      i32.shl
      local.tee $0
      local.get $3
      i32.add
      local.tee $39
      v128.load
      local.tee $11
      i32.const 1508
      v128.load32_splat
      v128.and
      local.set $33
      local.get $39
      local.get $33
      i32.const 1504
      v128.load32_splat
      local.tee $34
      v128.or
      local.get $34
      i32x4.add
      i32.const 1512
      v128.load32_splat
      i32x4.min_u
      local.get $16
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load
      local.tee $40
      i32.const 1476
      v128.load32_splat
      f32x4.gt
      local.tee $35
      local.get $11
      i32.const 31
      i32x4.shl
      i32.const 31
      i32x4.shr_s
      v128.andnot
      v128.andnot
      local.get $35
      local.get $34
      v128.and
      v128.or
      local.get $11
      local.get $33
      v128.xor
      v128.or
      v128.store
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $39
      v128.load
      local.get $13
      f64x2.div
      local.set $41
      i32.const 1264
      v128.load64_splat
      local.tee $11
      local.get $39
      v128.load offset=16
      local.get $13
      f64x2.div
      local.tee $33
      f64x2.pmin
      local.get $17
      local.get $37
      i32.add
      local.tee $39
      v128.load offset=16
      f64x2.mul
      local.set $42
      i32.const 1256
      v128.load64_splat
      local.tee $34
      local.get $0
      local.get $4
      i32.add
      local.tee $0
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.get $30
      local.get $37
      i32.add
      local.tee $43
      v128.load
      f64x2.add
      local.tee $35
      i32.const 1192
      v128.load64_splat
      local.tee $44
      f64x2.mul
      f64x2.pmin
      local.get $38
      v128.load
      local.tee $45
      f64x2.mul
      local.set $46
      local.get $34
      local.get $0
      v128.load64_zero offset=8
      f64x2.promote_low_f32x4
      local.get $43
      v128.load offset=16
      f64x2.add
      local.tee $47
      local.get $44
      f64x2.mul
      f64x2.pmin
      local.get $38
      v128.load offset=16
      local.tee $44
      f64x2.mul
      local.set $48
      local.get $6
      local.get $36
      i32.add
      i32.const 1504
      v128.load32_splat
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $41
      f64x2.sub
      f64x2.pmax
      local.get $18
      local.get $37
      i32.add
      local.tee $0
      v128.load
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $11
      local.get $41
      f64x2.pmin
      local.get $39
      v128.load
      f64x2.mul
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $46
      i32.const 1280
      v128.load64_splat
      local.tee $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $34
       local.get $35
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $45
       f64x2.mul
      else
       local.get $46
      end
      local.get $11
      f64x2.lt
      v128.and
      v128.bitselect
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $33
      f64x2.sub
      f64x2.pmax
      local.get $0
      v128.load offset=16
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $42
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $48
      local.get $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $34
       local.get $47
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $44
       f64x2.mul
      else
       local.get $48
      end
      i32.const 1280
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.bitselect
      i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
      local.get $40
      i32.const 1472
      v128.load32_splat
      f32x4.lt
      local.get $40
      i32.const 1492
      v128.load32_splat
      f32x4.ge
      v128.or
      v128.bitselect
      local.get $40
      i32.const 1496
      v128.load32_splat
      f32x4.ge
      v128.andnot
      local.tee $11
      local.get $11
      i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12
      v128.store32_lane 0
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|3
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|4
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $27
      local.get $1
      local.get $14
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      i32.add
      local.set $36
      local.get $23
      local.get $0
      local.get $28
      i32.add
      local.tee $37
      v128.load
      local.tee $11
      local.get $11
      f64x2.eq
      v128.and
      local.set $33
      local.get $36
      local.get $36
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $36
      v128.load
      local.get $13
      f64x2.sub
      local.tee $34
      f64x2.abs
      i32.const 1248
      v128.load64_splat
      f64x2.lt
      local.get $34
      local.get $11
      f64x2.mul
      i32.const 1144
      v128.load64_splat
      f64x2.lt
      v128.or
      v128.andnot
      local.tee $35
      local.get $34
      local.get $19
      f64x2.mul
      f64x2.add
      i32.const 1320
      v128.load64_splat
      f64x2.pmax
      i32.const 1312
      v128.load64_splat
      f64x2.pmin
      local.get $35
      local.get $33
      v128.bitselect
      local.tee $35
      v128.store
      local.get $37
      local.get $34
      v128.store
      local.get $0
      local.get $29
      i32.add
      local.tee $0
      local.get $0
      v128.load
      local.get $34
      local.get $34
      f64x2.mul
      i32.const 1168
      v128.load64_splat
      f64x2.mul
      f64x2.add
      v128.store
      local.get $36
      local.get $24
      local.get $34
      f64x2.mul
      local.get $25
      local.get $35
      f64x2.mul
      f64x2.add
      local.get $26
      local.get $33
      local.get $34
      local.get $11
      f64x2.sub
      local.get $19
      f64x2.div
      v128.and
      f64x2.mul
      f64x2.add
      f64x2.neg
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|4
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|5
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $14
      i32.add
      local.tee $1
      i32.const 3
      i32.shl
      local.tee $36
      local.get $2
      i32.add
      local.tee $37
      v128.load
      i32.const 1328
      v128.load64_splat
      local.tee $11
      f64x2.pmax
      local.tee $33
      i32.const 1152
      v128.load64_splat
      local.get $33
      local.get $17
      local.get $36
      i32.add
      local.tee $38
      v128.load
      local.get $11
      f64x2.pmax
      local.tee $33
      f64x2.add
      local.get $22
      local.get $36
      i32.add
      local.tee $39
      v128.load
      f64x2.add
      local.get $18
      local.get $36
      i32.add
      local.tee $36
      v128.load
      local.get $7
      local.get $0
      i32.const 3
      i32.shl
      i32.add
      v128.load
      i32.const 1304
      v128.load64_splat
      f64x2.pmax
      i32.const 1296
      v128.load64_splat
      f64x2.pmin
      local.tee $11
      local.get $16
      local.get $0
      i32.const 2
      i32.shl
      i32.add
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.tee $34
      i32.const 1168
      v128.load64_splat
      f64x2.gt
      local.tee $35
      local.get $11
      i32.const 1144
      v128.load64_splat
      f64x2.gt
      v128.and
      v128.andnot
      f64x2.add
      i32.const 1336
      v128.load64_splat
      f64x2.pmax
      i32.const 1344
      v128.load64_splat
      f64x2.pmin
      local.tee $40
      f64x2.add
      f64x2.div
      local.tee $41
      f64x2.mul
      local.set $42
      i32.const 1352
      v128.load64_splat
      i32.const 1368
      v128.load64_splat
      local.get $35
      v128.bitselect
      local.set $11
      local.get $35
      local.get $40
      local.get $41
      f64x2.mul
      local.tee $40
      i32.const 1400
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.any_true
      if
       local.get $34
       local.get $3
       local.get $1
       i32.const 2
       i32.shl
       i32.add
       v128.load64_zero
       local.get $40
       call $assembly/fleet-beat/feedback
       local.get $11
       local.get $35
       v128.bitselect
       local.set $11
      end
      local.get $37
      local.get $42
      v128.store
      local.get $38
      local.get $33
      local.get $41
      f64x2.mul
      v128.store
      local.get $39
      local.get $11
      v128.store
      local.get $36
      local.get $40
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|5
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|6
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $14
      i32.add
      i32.const 3
      i32.shl
      local.tee $1
      local.get $2
      i32.add
      local.tee $36
      v128.load
      local.set $11
      local.get $36
      local.get $11
      i32.const 1152
      v128.load64_splat
      local.get $11
      local.get $1
      local.get $17
      i32.add
      local.tee $36
      v128.load
      local.tee $11
      f64x2.add
      local.get $1
      local.get $22
      i32.add
      local.tee $37
      v128.load
      local.tee $33
      f64x2.add
      local.get $1
      local.get $18
      i32.add
      local.tee $1
      v128.load
      local.tee $34
      f64x2.add
      f64x2.div
      local.tee $35
      f64x2.mul
      v128.store
      local.get $36
      local.get $11
      local.get $35
      f64x2.mul
      v128.store
      local.get $37
      local.get $33
      local.get $35
      f64x2.mul
      v128.store
      local.get $1
      local.get $34
      local.get $35
      f64x2.mul
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|6
     end
    end
    local.get $8
    i32.const 1
    i32.add
    local.set $8
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-beat/beatLoadOwn (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32) (param $7 i32) (param $8 i32) (param $9 i32) (param $10 f64)
  (local $11 v128)
  (local $12 i32)
  (local $13 i32)
  (local $14 i32)
  (local $15 i32)
  (local $16 v128)
  (local $17 i32)
  (local $18 v128)
  (local $19 i32)
  (local $20 i32)
  (local $21 i32)
  (local $22 i32)
  (local $23 i32)
  (local $24 i32)
  (local $25 i32)
  (local $26 i32)
  (local $27 i32)
  (local $28 i32)
  (local $29 i32)
  (local $30 i32)
  (local $31 i32)
  (local $32 i32)
  (local $33 i32)
  (local $34 i32)
  (local $35 i32)
  (local $36 v128)
  (local $37 v128)
  (local $38 v128)
  (local $39 v128)
  (local $40 v128)
  (local $41 v128)
  (local $42 v128)
  (local $43 v128)
  (local $44 v128)
  (local $45 v128)
  (local $46 v128)
  (local $47 v128)
  (local $48 i32)
  (local $49 i32)
  local.get $10
  f64x2.splat
  local.tee $16
  i32.const 1144
  v128.load64_splat
  f64x2.gt
  local.set $18
  local.get $7
  i32.const 512
  i32.add
  local.set $13
  local.get $2
  v128.load64_splat
  drop
  local.get $2
  v128.load64_splat offset=8
  drop
  local.get $2
  v128.load64_splat offset=16
  drop
  local.get $2
  v128.load64_splat offset=24
  drop
  local.get $2
  v128.load64_splat offset=32
  drop
  local.get $2
  v128.load64_splat offset=40
  drop
  local.get $2
  v128.load64_splat offset=48
  drop
  local.get $2
  v128.load64_splat offset=56
  drop
  local.get $0
  local.tee $12
  local.get $1
  i32.add
  local.set $14
  local.get $12
  local.get $1
  i32.const 1
  i32.shl
  local.tee $0
  i32.add
  local.set $17
  local.get $1
  i32.const 3
  i32.mul
  local.tee $27
  local.get $12
  i32.add
  local.set $15
  local.get $1
  i32.const 2
  i32.shl
  local.tee $28
  local.get $12
  i32.add
  local.set $19
  local.get $1
  i32.const 5
  i32.mul
  local.tee $29
  local.get $12
  i32.add
  local.set $20
  local.get $1
  i32.const 6
  i32.mul
  local.tee $30
  local.get $12
  i32.add
  local.set $21
  local.get $12
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $22
  local.get $12
  local.get $1
  i32.const 9
  i32.mul
  i32.add
  local.set $23
  local.get $12
  local.get $1
  i32.const 10
  i32.mul
  i32.add
  local.set $24
  local.get $1
  local.get $2
  i32.add
  local.set $25
  local.get $0
  local.get $2
  i32.add
  local.set $26
  local.get $2
  local.get $27
  i32.add
  local.set $31
  local.get $2
  local.get $28
  i32.add
  local.set $32
  local.get $2
  local.get $29
  i32.add
  local.set $29
  local.get $2
  local.get $30
  i32.add
  local.set $30
  local.get $2
  local.get $1
  i32.const 7
  i32.mul
  i32.add
  local.set $27
  loop $for-loop|0
   local.get $8
   local.get $9
   i32.lt_u
   if
    local.get $8
    i32.const 6
    i32.shl
    local.set $28
    i32.const 0
    local.set $1
    loop $for-loop|2
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $23
      local.get $1
      local.get $28
      i32.add
      local.tee $0
      i32.const 3
      i32.shl
      local.tee $33
      i32.add
      local.set $34
      local.get $2
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $11
      local.get $35
      v128.load offset=16
      local.set $36
      local.get $25
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $37
      local.get $35
      v128.load offset=16
      local.set $38
      local.get $26
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $39
      local.get $35
      v128.load offset=16
      local.set $40
      local.get $31
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $41
      local.get $35
      v128.load offset=16
      local.set $42
      local.get $27
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $43
      local.get $35
      v128.load offset=16
      local.set $44
      local.get $0
      i32.const 2
      i32.shl
      local.tee $0
      local.get $4
      i32.add
      v128.load
      local.tee $45
      i32.const 1472
      v128.load32_splat
      local.tee $46
      f32x4.ge
      local.get $45
      i32.const 1488
      v128.load32_splat
      f32x4.le
      v128.and
      local.set $45
      local.get $13
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      local.get $0
      local.get $5
      i32.add
      v128.load
      local.tee $47
      i32.const 1484
      v128.load32_splat
      local.get $45
      local.get $47
      local.get $46
      f32x4.ge
      local.get $47
      i32.const 1480
      v128.load32_splat
      f32x4.le
      v128.and
      v128.and
      v128.bitselect
      v128.store
      local.get $24
      local.get $33
      i32.add
      local.tee $0
      v128.load offset=16
      local.set $46
      local.get $34
      local.get $0
      v128.load
      local.tee $47
      i32.const 1408
      v128.load64_splat
      local.get $43
      f64x2.mul
      f64x2.pmin
      local.get $34
      v128.load
      local.get $47
      i32.const 1144
      v128.load64_splat
      f64x2.ge
      v128.bitselect
      v128.const i32x4 0x00000000 0x7ff80000 0x00000000 0x7ff80000
      local.get $45
      i64x2.extend_low_i32x4_s
      v128.bitselect
      local.tee $47
      v128.store
      local.get $34
      local.get $46
      i32.const 1408
      v128.load64_splat
      local.get $44
      f64x2.mul
      f64x2.pmin
      local.get $34
      v128.load offset=16
      local.get $46
      i32.const 1144
      v128.load64_splat
      f64x2.ge
      v128.bitselect
      v128.const i32x4 0x00000000 0x7ff80000 0x00000000 0x7ff80000
      local.get $45
      i64x2.extend_high_i32x4_s
      v128.bitselect
      local.tee $45
      v128.store offset=16
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $0
      i32.const 1240
      v128.load64_splat
      local.tee $46
      local.get $39
      local.get $47
      local.get $43
      local.get $47
      local.get $47
      f64x2.eq
      v128.bitselect
      local.get $43
      f64x2.div
      local.get $41
      f64x2.mul
      local.get $37
      f64x2.mul
      local.get $39
      f64x2.div
      f64x2.mul
      local.get $11
      f64x2.div
      f64x2.pmax
      v128.store
      local.get $0
      local.get $46
      local.get $40
      local.get $45
      local.get $44
      local.get $45
      local.get $45
      f64x2.eq
      v128.bitselect
      local.get $44
      f64x2.div
      local.get $42
      f64x2.mul
      local.get $38
      f64x2.mul
      local.get $40
      f64x2.div
      f64x2.mul
      local.get $36
      f64x2.div
      f64x2.pmax
      v128.store offset=16
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|2
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|3
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $28
      i32.add
      local.tee $33
      i32.const 3
      i32.shl
      local.tee $34
      local.get $12
      i32.add
      local.set $35
      local.get $31
      local.get $34
      i32.add
      local.tee $0
      v128.load
      local.set $11
      local.get $0
      v128.load offset=16
      local.set $36
      local.get $33
      i32.const 2
      i32.shl
      local.tee $0
      local.get $3
      i32.add
      local.tee $48
      v128.load
      local.tee $37
      i32.const 1508
      v128.load32_splat
      v128.and
      local.set $38
      local.get $48
      local.get $38
      i32.const 1504
      v128.load32_splat
      local.tee $39
      v128.or
      local.get $39
      i32x4.add
      i32.const 1512
      v128.load32_splat
      i32x4.min_u
      local.get $13
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load
      local.tee $40
      i32.const 1476
      v128.load32_splat
      f32x4.gt
      local.tee $41
      local.get $37
      i32.const 31
      i32x4.shl
      i32.const 31
      i32x4.shr_s
      v128.andnot
      v128.andnot
      local.get $41
      local.get $39
      v128.and
      v128.or
      local.get $37
      local.get $38
      v128.xor
      v128.or
      v128.store
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $48
      v128.load
      local.get $11
      f64x2.div
      local.set $11
      i32.const 1264
      v128.load64_splat
      local.tee $37
      local.get $48
      v128.load offset=16
      local.get $36
      f64x2.div
      local.tee $36
      f64x2.pmin
      local.get $14
      local.get $34
      i32.add
      local.tee $48
      v128.load offset=16
      f64x2.mul
      local.set $38
      i32.const 1256
      v128.load64_splat
      local.tee $39
      local.get $0
      local.get $4
      i32.add
      local.tee $0
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.get $22
      local.get $34
      i32.add
      local.tee $49
      v128.load
      f64x2.add
      local.tee $41
      i32.const 1192
      v128.load64_splat
      local.tee $42
      f64x2.mul
      f64x2.pmin
      local.get $35
      v128.load
      local.tee $43
      f64x2.mul
      local.set $44
      local.get $39
      local.get $0
      v128.load64_zero offset=8
      f64x2.promote_low_f32x4
      local.get $49
      v128.load offset=16
      f64x2.add
      local.tee $45
      local.get $42
      f64x2.mul
      f64x2.pmin
      local.get $35
      v128.load offset=16
      local.tee $42
      f64x2.mul
      local.set $46
      local.get $6
      local.get $33
      i32.add
      i32.const 1504
      v128.load32_splat
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $11
      f64x2.sub
      f64x2.pmax
      local.get $15
      local.get $34
      i32.add
      local.tee $0
      v128.load
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $37
      local.get $11
      f64x2.pmin
      local.get $48
      v128.load
      f64x2.mul
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $44
      i32.const 1280
      v128.load64_splat
      local.tee $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $39
       local.get $41
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $43
       f64x2.mul
      else
       local.get $44
      end
      local.get $11
      f64x2.lt
      v128.and
      v128.bitselect
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $36
      f64x2.sub
      f64x2.pmax
      local.get $0
      v128.load offset=16
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $38
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $46
      local.get $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $39
       local.get $45
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $42
       f64x2.mul
      else
       local.get $46
      end
      i32.const 1280
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.bitselect
      i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
      local.get $40
      i32.const 1472
      v128.load32_splat
      f32x4.lt
      local.get $40
      i32.const 1492
      v128.load32_splat
      f32x4.ge
      v128.or
      v128.bitselect
      local.get $40
      i32.const 1496
      v128.load32_splat
      f32x4.ge
      v128.andnot
      local.tee $11
      local.get $11
      i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12
      v128.store32_lane 0
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|3
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|4
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $19
      local.get $1
      local.get $28
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      i32.add
      local.set $33
      local.get $0
      local.get $32
      i32.add
      v128.load
      local.set $11
      local.get $0
      local.get $29
      i32.add
      v128.load
      local.set $36
      local.get $0
      local.get $30
      i32.add
      v128.load
      local.set $37
      local.get $18
      local.get $0
      local.get $20
      i32.add
      local.tee $34
      v128.load
      local.tee $38
      local.get $38
      f64x2.eq
      v128.and
      local.set $39
      local.get $33
      local.get $33
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $33
      v128.load
      local.get $0
      local.get $31
      i32.add
      v128.load
      f64x2.sub
      local.tee $40
      f64x2.abs
      i32.const 1248
      v128.load64_splat
      f64x2.lt
      local.get $40
      local.get $38
      f64x2.mul
      i32.const 1144
      v128.load64_splat
      f64x2.lt
      v128.or
      v128.andnot
      local.tee $41
      local.get $40
      local.get $16
      f64x2.mul
      f64x2.add
      i32.const 1320
      v128.load64_splat
      f64x2.pmax
      i32.const 1312
      v128.load64_splat
      f64x2.pmin
      local.get $41
      local.get $39
      v128.bitselect
      local.tee $41
      v128.store
      local.get $34
      local.get $40
      v128.store
      local.get $0
      local.get $21
      i32.add
      local.tee $0
      local.get $0
      v128.load
      local.get $40
      local.get $40
      f64x2.mul
      i32.const 1168
      v128.load64_splat
      f64x2.mul
      f64x2.add
      v128.store
      local.get $33
      local.get $11
      local.get $40
      f64x2.mul
      local.get $36
      local.get $41
      f64x2.mul
      f64x2.add
      local.get $37
      local.get $39
      local.get $40
      local.get $38
      f64x2.sub
      local.get $16
      f64x2.div
      v128.and
      f64x2.mul
      f64x2.add
      f64x2.neg
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|4
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|5
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $28
      i32.add
      local.tee $1
      i32.const 3
      i32.shl
      local.tee $33
      local.get $12
      i32.add
      local.tee $34
      v128.load
      i32.const 1328
      v128.load64_splat
      local.tee $11
      f64x2.pmax
      local.tee $36
      i32.const 1152
      v128.load64_splat
      local.get $36
      local.get $14
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.get $11
      f64x2.pmax
      local.tee $36
      f64x2.add
      local.get $17
      local.get $33
      i32.add
      local.tee $48
      v128.load
      f64x2.add
      local.get $15
      local.get $33
      i32.add
      local.tee $33
      v128.load
      local.get $7
      local.get $0
      i32.const 3
      i32.shl
      i32.add
      v128.load
      i32.const 1304
      v128.load64_splat
      f64x2.pmax
      i32.const 1296
      v128.load64_splat
      f64x2.pmin
      local.tee $11
      local.get $13
      local.get $0
      i32.const 2
      i32.shl
      i32.add
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.tee $37
      i32.const 1168
      v128.load64_splat
      f64x2.gt
      local.tee $38
      local.get $11
      i32.const 1144
      v128.load64_splat
      f64x2.gt
      v128.and
      v128.andnot
      f64x2.add
      i32.const 1336
      v128.load64_splat
      f64x2.pmax
      i32.const 1344
      v128.load64_splat
      f64x2.pmin
      local.tee $39
      f64x2.add
      f64x2.div
      local.tee $40
      f64x2.mul
      local.set $41
      i32.const 1352
      v128.load64_splat
      i32.const 1368
      v128.load64_splat
      local.get $38
      v128.bitselect
      local.set $11
      local.get $38
      local.get $39
      local.get $40
      f64x2.mul
      local.tee $39
      i32.const 1400
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.any_true
      if
       local.get $37
       local.get $3
       local.get $1
       i32.const 2
       i32.shl
       i32.add
       v128.load64_zero
       local.get $39
       call $assembly/fleet-beat/feedback
       local.get $11
       local.get $38
       v128.bitselect
       local.set $11
      end
      local.get $34
      local.get $41
      v128.store
      local.get $35
      local.get $36
      local.get $40
      f64x2.mul
      v128.store
      local.get $48
      local.get $11
      v128.store
      local.get $33
      local.get $39
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|5
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|6
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $28
      i32.add
      i32.const 3
      i32.shl
      local.tee $1
      local.get $12
      i32.add
      local.tee $33
      v128.load
      local.set $11
      local.get $33
      local.get $11
      i32.const 1152
      v128.load64_splat
      local.get $11
      local.get $1
      local.get $14
      i32.add
      local.tee $33
      v128.load
      local.tee $11
      f64x2.add
      local.get $1
      local.get $17
      i32.add
      local.tee $34
      v128.load
      local.tee $36
      f64x2.add
      local.get $1
      local.get $15
      i32.add
      local.tee $1
      v128.load
      local.tee $37
      f64x2.add
      f64x2.div
      local.tee $38
      f64x2.mul
      v128.store
      local.get $33
      local.get $11
      local.get $38
      f64x2.mul
      v128.store
      local.get $34
      local.get $36
      local.get $38
      f64x2.mul
      v128.store
      local.get $1
      local.get $37
      local.get $38
      f64x2.mul
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|6
     end
    end
    local.get $8
    i32.const 1
    i32.add
    local.set $8
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-beat/beatLnWorkloadShared (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32) (param $7 i32) (param $8 i32) (param $9 i32) (param $10 f64)
  (local $11 v128)
  (local $12 v128)
  (local $13 i32)
  (local $14 i32)
  (local $15 i32)
  (local $16 i32)
  (local $17 v128)
  (local $18 v128)
  (local $19 v128)
  (local $20 i32)
  (local $21 v128)
  (local $22 v128)
  (local $23 v128)
  (local $24 v128)
  (local $25 i32)
  (local $26 i32)
  (local $27 i32)
  (local $28 i32)
  (local $29 i32)
  (local $30 v128)
  (local $31 v128)
  (local $32 v128)
  (local $33 i32)
  (local $34 v128)
  (local $35 v128)
  (local $36 i32)
  (local $37 v128)
  (local $38 i32)
  (local $39 i32)
  (local $40 i32)
  (local $41 v128)
  (local $42 v128)
  (local $43 v128)
  (local $44 v128)
  (local $45 v128)
  local.get $10
  f64x2.splat
  local.tee $17
  i32.const 1144
  v128.load64_splat
  f64x2.gt
  local.set $21
  local.get $7
  i32.const 512
  i32.add
  local.set $14
  local.get $2
  v128.load64_splat
  local.set $18
  local.get $2
  v128.load64_splat offset=8
  drop
  local.get $2
  v128.load64_splat offset=16
  local.set $19
  local.get $2
  v128.load64_splat offset=24
  local.set $12
  local.get $2
  v128.load64_splat offset=32
  local.set $22
  local.get $2
  v128.load64_splat offset=40
  local.set $23
  local.get $2
  v128.load64_splat offset=48
  local.set $24
  local.get $2
  v128.load64_splat offset=56
  drop
  local.get $0
  local.tee $2
  local.get $1
  i32.add
  local.set $15
  local.get $1
  i32.const 1
  i32.shl
  local.get $0
  i32.add
  local.set $20
  local.get $1
  i32.const 3
  i32.mul
  local.get $0
  i32.add
  local.set $16
  local.get $1
  i32.const 2
  i32.shl
  local.get $0
  i32.add
  local.set $25
  local.get $1
  i32.const 5
  i32.mul
  local.get $0
  i32.add
  local.set $26
  local.get $1
  i32.const 6
  i32.mul
  local.get $0
  i32.add
  local.set $27
  local.get $0
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $28
  local.get $0
  local.get $1
  i32.const 10
  i32.mul
  i32.add
  local.set $29
  loop $for-loop|0
   local.get $8
   local.get $9
   i32.lt_u
   if
    local.get $8
    i32.const 6
    i32.shl
    local.set $13
    i32.const 0
    local.set $1
    loop $for-loop|2
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $13
      i32.add
      local.tee $0
      i32.const 3
      i32.shl
      local.get $29
      i32.add
      local.set $33
      local.get $0
      i32.const 2
      i32.shl
      local.tee $0
      local.get $4
      i32.add
      v128.load
      local.tee $11
      i32.const 1472
      v128.load32_splat
      local.tee $30
      f32x4.ge
      local.get $11
      i32.const 1488
      v128.load32_splat
      f32x4.le
      v128.and
      local.get $0
      local.get $5
      i32.add
      v128.load
      local.tee $11
      local.get $30
      f32x4.ge
      local.get $11
      i32.const 1480
      v128.load32_splat
      f32x4.le
      v128.and
      v128.and
      local.set $30
      local.get $14
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      local.tee $0
      local.get $11
      i32.const 1484
      v128.load32_splat
      local.get $30
      v128.bitselect
      v128.store
      i32.const 1416
      v128.load64_splat
      local.set $31
      i32.const 1240
      v128.load64_splat
      local.tee $32
      local.get $19
      local.get $33
      v128.load offset=16
      local.tee $34
      f64x2.mul
      local.get $18
      f64x2.div
      f64x2.pmax
      local.set $35
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $36
      local.get $32
      local.get $19
      local.get $33
      v128.load
      local.tee $32
      f64x2.mul
      local.get $18
      f64x2.div
      f64x2.pmax
      local.tee $37
      v128.store
      local.get $36
      local.get $35
      v128.store offset=16
      local.get $32
      f64x2.abs
      local.tee $32
      local.get $31
      f64x2.le
      local.get $34
      f64x2.abs
      local.tee $34
      local.get $31
      f64x2.le
      v128.and
      i64x2.all_true
      i32.eqz
      if
       local.get $0
       local.get $11
       i32.const 1484
       v128.load32_splat
       local.get $30
       local.get $32
       i32.const 1416
       v128.load64_splat
       f64x2.le
       local.tee $11
       local.get $34
       i32.const 1416
       v128.load64_splat
       f64x2.le
       local.tee $30
       i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
       v128.and
       v128.bitselect
       v128.store
       local.get $36
       local.get $37
       local.get $12
       local.get $11
       v128.bitselect
       v128.store
       local.get $36
       local.get $35
       local.get $12
       local.get $30
       v128.bitselect
       v128.store offset=16
      end
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|2
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|3
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $13
      i32.add
      local.tee $33
      i32.const 3
      i32.shl
      local.tee $36
      local.get $2
      i32.add
      local.set $38
      local.get $33
      i32.const 2
      i32.shl
      local.tee $0
      local.get $3
      i32.add
      local.tee $39
      v128.load
      local.tee $11
      i32.const 1508
      v128.load32_splat
      v128.and
      local.set $30
      local.get $39
      local.get $30
      i32.const 1504
      v128.load32_splat
      local.tee $31
      v128.or
      local.get $31
      i32x4.add
      i32.const 1512
      v128.load32_splat
      i32x4.min_u
      local.get $14
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load
      local.tee $34
      i32.const 1476
      v128.load32_splat
      f32x4.gt
      local.tee $32
      local.get $11
      i32.const 31
      i32x4.shl
      i32.const 31
      i32x4.shr_s
      v128.andnot
      v128.andnot
      local.get $32
      local.get $31
      v128.and
      v128.or
      local.get $11
      local.get $30
      v128.xor
      v128.or
      v128.store
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $39
      v128.load
      local.get $12
      f64x2.div
      local.set $35
      i32.const 1264
      v128.load64_splat
      local.tee $11
      local.get $39
      v128.load offset=16
      local.get $12
      f64x2.div
      local.tee $30
      f64x2.pmin
      local.get $15
      local.get $36
      i32.add
      local.tee $39
      v128.load offset=16
      f64x2.mul
      local.set $37
      i32.const 1256
      v128.load64_splat
      local.tee $31
      local.get $0
      local.get $4
      i32.add
      local.tee $0
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.get $28
      local.get $36
      i32.add
      local.tee $40
      v128.load
      f64x2.add
      local.tee $32
      i32.const 1192
      v128.load64_splat
      local.tee $41
      f64x2.mul
      f64x2.pmin
      local.get $38
      v128.load
      local.tee $42
      f64x2.mul
      local.set $43
      local.get $31
      local.get $0
      v128.load64_zero offset=8
      f64x2.promote_low_f32x4
      local.get $40
      v128.load offset=16
      f64x2.add
      local.tee $44
      local.get $41
      f64x2.mul
      f64x2.pmin
      local.get $38
      v128.load offset=16
      local.tee $41
      f64x2.mul
      local.set $45
      local.get $6
      local.get $33
      i32.add
      i32.const 1504
      v128.load32_splat
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $35
      f64x2.sub
      f64x2.pmax
      local.get $16
      local.get $36
      i32.add
      local.tee $0
      v128.load
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $11
      local.get $35
      f64x2.pmin
      local.get $39
      v128.load
      f64x2.mul
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $43
      i32.const 1280
      v128.load64_splat
      local.tee $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $31
       local.get $32
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $42
       f64x2.mul
      else
       local.get $43
      end
      local.get $11
      f64x2.lt
      v128.and
      v128.bitselect
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $30
      f64x2.sub
      f64x2.pmax
      local.get $0
      v128.load offset=16
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $37
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $45
      local.get $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $31
       local.get $44
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $41
       f64x2.mul
      else
       local.get $45
      end
      i32.const 1280
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.bitselect
      i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
      local.get $34
      i32.const 1472
      v128.load32_splat
      f32x4.lt
      local.get $34
      i32.const 1492
      v128.load32_splat
      f32x4.ge
      v128.or
      v128.bitselect
      local.get $34
      i32.const 1496
      v128.load32_splat
      f32x4.ge
      v128.andnot
      local.tee $11
      local.get $11
      i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12
      v128.store32_lane 0
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|3
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|4
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $25
      local.get $1
      local.get $13
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      i32.add
      local.set $33
      local.get $21
      local.get $0
      local.get $26
      i32.add
      local.tee $36
      v128.load
      local.tee $11
      local.get $11
      f64x2.eq
      v128.and
      local.set $30
      local.get $33
      local.get $33
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $33
      v128.load
      local.get $12
      f64x2.sub
      local.tee $31
      f64x2.abs
      i32.const 1248
      v128.load64_splat
      f64x2.lt
      local.get $31
      local.get $11
      f64x2.mul
      i32.const 1144
      v128.load64_splat
      f64x2.lt
      v128.or
      v128.andnot
      local.tee $32
      local.get $31
      local.get $17
      f64x2.mul
      f64x2.add
      i32.const 1320
      v128.load64_splat
      f64x2.pmax
      i32.const 1312
      v128.load64_splat
      f64x2.pmin
      local.get $32
      local.get $30
      v128.bitselect
      local.tee $32
      v128.store
      local.get $36
      local.get $31
      v128.store
      local.get $0
      local.get $27
      i32.add
      local.tee $0
      local.get $0
      v128.load
      local.get $31
      local.get $31
      f64x2.mul
      i32.const 1168
      v128.load64_splat
      f64x2.mul
      f64x2.add
      v128.store
      local.get $33
      local.get $22
      local.get $31
      f64x2.mul
      local.get $23
      local.get $32
      f64x2.mul
      f64x2.add
      local.get $24
      local.get $30
      local.get $31
      local.get $11
      f64x2.sub
      local.get $17
      f64x2.div
      v128.and
      f64x2.mul
      f64x2.add
      f64x2.neg
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|4
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|5
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $13
      i32.add
      local.tee $1
      i32.const 3
      i32.shl
      local.tee $33
      local.get $2
      i32.add
      local.tee $36
      v128.load
      i32.const 1328
      v128.load64_splat
      local.tee $11
      f64x2.pmax
      local.tee $30
      i32.const 1152
      v128.load64_splat
      local.get $30
      local.get $15
      local.get $33
      i32.add
      local.tee $38
      v128.load
      local.get $11
      f64x2.pmax
      local.tee $30
      f64x2.add
      local.get $20
      local.get $33
      i32.add
      local.tee $39
      v128.load
      f64x2.add
      local.get $16
      local.get $33
      i32.add
      local.tee $33
      v128.load
      local.get $7
      local.get $0
      i32.const 3
      i32.shl
      i32.add
      v128.load
      i32.const 1304
      v128.load64_splat
      f64x2.pmax
      i32.const 1296
      v128.load64_splat
      f64x2.pmin
      local.tee $11
      local.get $14
      local.get $0
      i32.const 2
      i32.shl
      i32.add
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.tee $31
      i32.const 1168
      v128.load64_splat
      f64x2.gt
      local.tee $32
      local.get $11
      i32.const 1144
      v128.load64_splat
      f64x2.gt
      v128.and
      v128.andnot
      f64x2.add
      i32.const 1336
      v128.load64_splat
      f64x2.pmax
      i32.const 1344
      v128.load64_splat
      f64x2.pmin
      local.tee $34
      f64x2.add
      f64x2.div
      local.tee $35
      f64x2.mul
      local.set $37
      i32.const 1352
      v128.load64_splat
      i32.const 1368
      v128.load64_splat
      local.get $32
      v128.bitselect
      local.set $11
      local.get $32
      local.get $34
      local.get $35
      f64x2.mul
      local.tee $34
      i32.const 1400
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.any_true
      if
       local.get $31
       local.get $3
       local.get $1
       i32.const 2
       i32.shl
       i32.add
       v128.load64_zero
       local.get $34
       call $assembly/fleet-beat/feedback
       local.get $11
       local.get $32
       v128.bitselect
       local.set $11
      end
      local.get $36
      local.get $37
      v128.store
      local.get $38
      local.get $30
      local.get $35
      f64x2.mul
      v128.store
      local.get $39
      local.get $11
      v128.store
      local.get $33
      local.get $34
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|5
     end
    end
    i32.const 0
    local.set $0
    loop $for-loop|6
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $0
      local.get $13
      i32.add
      i32.const 3
      i32.shl
      local.tee $1
      local.get $2
      i32.add
      local.tee $33
      v128.load
      local.set $11
      local.get $33
      local.get $11
      i32.const 1152
      v128.load64_splat
      local.get $11
      local.get $1
      local.get $15
      i32.add
      local.tee $33
      v128.load
      local.tee $11
      f64x2.add
      local.get $1
      local.get $20
      i32.add
      local.tee $36
      v128.load
      local.tee $30
      f64x2.add
      local.get $1
      local.get $16
      i32.add
      local.tee $1
      v128.load
      local.tee $31
      f64x2.add
      f64x2.div
      local.tee $32
      f64x2.mul
      v128.store
      local.get $33
      local.get $11
      local.get $32
      f64x2.mul
      v128.store
      local.get $36
      local.get $30
      local.get $32
      f64x2.mul
      v128.store
      local.get $1
      local.get $31
      local.get $32
      f64x2.mul
      v128.store
      local.get $0
      i32.const 2
      i32.add
      local.set $0
      br $for-loop|6
     end
    end
    local.get $8
    i32.const 1
    i32.add
    local.set $8
    br $for-loop|0
   end
  end
 )
 (func $assembly/fleet-beat/beatLnWorkloadOwn (param $0 i32) (param $1 i32) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32) (param $7 i32) (param $8 i32) (param $9 i32) (param $10 f64)
  (local $11 v128)
  (local $12 i32)
  (local $13 i32)
  (local $14 i32)
  (local $15 i32)
  (local $16 v128)
  (local $17 i32)
  (local $18 v128)
  (local $19 i32)
  (local $20 i32)
  (local $21 i32)
  (local $22 i32)
  (local $23 i32)
  (local $24 i32)
  (local $25 i32)
  (local $26 i32)
  (local $27 i32)
  (local $28 v128)
  (local $29 i32)
  (local $30 i32)
  (local $31 i32)
  (local $32 i32)
  (local $33 i32)
  (local $34 i32)
  (local $35 i32)
  (local $36 v128)
  (local $37 v128)
  (local $38 v128)
  (local $39 v128)
  (local $40 v128)
  (local $41 v128)
  (local $42 v128)
  (local $43 v128)
  (local $44 v128)
  (local $45 v128)
  (local $46 v128)
  (local $47 v128)
  (local $48 i32)
  (local $49 i32)
  local.get $10
  f64x2.splat
  local.tee $16
  i32.const 1144
  v128.load64_splat
  f64x2.gt
  local.set $18
  local.get $7
  i32.const 512
  i32.add
  local.set $13
  local.get $2
  v128.load64_splat
  drop
  local.get $2
  v128.load64_splat offset=8
  drop
  local.get $2
  v128.load64_splat offset=16
  drop
  local.get $2
  v128.load64_splat offset=24
  drop
  local.get $2
  v128.load64_splat offset=32
  drop
  local.get $2
  v128.load64_splat offset=40
  drop
  local.get $2
  v128.load64_splat offset=48
  drop
  local.get $2
  v128.load64_splat offset=56
  drop
  local.get $0
  local.tee $12
  local.get $1
  i32.add
  local.set $14
  local.get $12
  local.get $1
  i32.const 1
  i32.shl
  local.tee $0
  i32.add
  local.set $17
  local.get $1
  i32.const 3
  i32.mul
  local.tee $26
  local.get $12
  i32.add
  local.set $15
  local.get $1
  i32.const 2
  i32.shl
  local.tee $27
  local.get $12
  i32.add
  local.set $19
  local.get $1
  i32.const 5
  i32.mul
  local.tee $29
  local.get $12
  i32.add
  local.set $20
  local.get $1
  i32.const 6
  i32.mul
  local.tee $30
  local.get $12
  i32.add
  local.set $21
  local.get $12
  local.get $1
  i32.const 3
  i32.shl
  i32.add
  local.set $22
  local.get $12
  local.get $1
  i32.const 10
  i32.mul
  i32.add
  local.set $23
  local.get $1
  local.get $2
  i32.add
  local.set $24
  local.get $0
  local.get $2
  i32.add
  local.set $25
  local.get $2
  local.get $26
  i32.add
  local.set $31
  local.get $2
  local.get $27
  i32.add
  local.set $32
  local.get $2
  local.get $29
  i32.add
  local.set $29
  local.get $2
  local.get $30
  i32.add
  local.set $30
  local.get $2
  local.get $1
  i32.const 7
  i32.mul
  i32.add
  local.set $26
  loop $for-loop|0
   local.get $8
   local.get $9
   i32.lt_u
   if
    local.get $8
    i32.const 6
    i32.shl
    local.set $27
    i32.const 0
    local.set $0
    loop $for-loop|2
     local.get $0
     i32.const 64
     i32.lt_u
     if
      local.get $23
      local.get $0
      local.get $27
      i32.add
      local.tee $1
      i32.const 3
      i32.shl
      local.tee $33
      i32.add
      local.set $34
      local.get $2
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $36
      local.get $35
      v128.load offset=16
      local.set $37
      local.get $24
      local.get $33
      i32.add
      local.tee $35
      v128.load
      drop
      local.get $35
      v128.load offset=16
      drop
      local.get $25
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $38
      local.get $35
      v128.load offset=16
      local.set $39
      local.get $31
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.set $40
      local.get $35
      v128.load offset=16
      local.set $41
      local.get $26
      local.get $33
      i32.add
      local.tee $33
      v128.load
      drop
      local.get $33
      v128.load offset=16
      drop
      local.get $1
      i32.const 2
      i32.shl
      local.tee $1
      local.get $4
      i32.add
      v128.load
      local.tee $11
      i32.const 1472
      v128.load32_splat
      local.tee $28
      f32x4.ge
      local.get $11
      i32.const 1488
      v128.load32_splat
      f32x4.le
      v128.and
      local.get $1
      local.get $5
      i32.add
      v128.load
      local.tee $42
      local.get $28
      f32x4.ge
      local.get $42
      i32.const 1480
      v128.load32_splat
      f32x4.le
      v128.and
      v128.and
      local.set $43
      local.get $13
      local.get $0
      i32.const 2
      i32.shl
      i32.add
      local.tee $1
      local.get $42
      i32.const 1484
      v128.load32_splat
      local.get $43
      v128.bitselect
      v128.store
      local.get $34
      v128.load
      local.tee $44
      f64x2.abs
      local.set $45
      i32.const 1416
      v128.load64_splat
      local.set $46
      local.get $34
      v128.load offset=16
      local.tee $47
      f64x2.abs
      local.set $11
      i32.const 1240
      v128.load64_splat
      local.tee $28
      local.get $39
      local.get $47
      f64x2.mul
      local.get $37
      f64x2.div
      f64x2.pmax
      local.set $37
      local.get $7
      local.get $0
      i32.const 3
      i32.shl
      i32.add
      local.tee $33
      local.get $28
      local.get $38
      local.get $44
      f64x2.mul
      local.get $36
      f64x2.div
      f64x2.pmax
      local.tee $28
      v128.store
      local.get $33
      local.get $37
      v128.store offset=16
      local.get $45
      local.get $46
      f64x2.le
      local.get $11
      local.get $46
      f64x2.le
      v128.and
      i64x2.all_true
      i32.eqz
      if
       local.get $1
       local.get $42
       i32.const 1484
       v128.load32_splat
       local.get $43
       local.get $45
       i32.const 1416
       v128.load64_splat
       local.tee $36
       f64x2.le
       local.tee $38
       local.get $11
       local.get $36
       f64x2.le
       local.tee $11
       i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
       v128.and
       v128.bitselect
       v128.store
       local.get $33
       local.get $28
       local.get $40
       local.get $38
       v128.bitselect
       v128.store
       local.get $33
       local.get $37
       local.get $41
       local.get $11
       v128.bitselect
       v128.store offset=16
      end
      local.get $0
      i32.const 4
      i32.add
      local.set $0
      br $for-loop|2
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|3
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $27
      i32.add
      local.tee $33
      i32.const 3
      i32.shl
      local.tee $34
      local.get $12
      i32.add
      local.set $35
      local.get $31
      local.get $34
      i32.add
      local.tee $0
      v128.load
      local.set $11
      local.get $0
      v128.load offset=16
      local.set $28
      local.get $33
      i32.const 2
      i32.shl
      local.tee $0
      local.get $3
      i32.add
      local.tee $48
      v128.load
      local.tee $36
      i32.const 1508
      v128.load32_splat
      v128.and
      local.set $37
      local.get $48
      local.get $37
      i32.const 1504
      v128.load32_splat
      local.tee $38
      v128.or
      local.get $38
      i32x4.add
      i32.const 1512
      v128.load32_splat
      i32x4.min_u
      local.get $13
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load
      local.tee $39
      i32.const 1476
      v128.load32_splat
      f32x4.gt
      local.tee $40
      local.get $36
      i32.const 31
      i32x4.shl
      i32.const 31
      i32x4.shr_s
      v128.andnot
      v128.andnot
      local.get $40
      local.get $38
      v128.and
      v128.or
      local.get $36
      local.get $37
      v128.xor
      v128.or
      v128.store
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $48
      v128.load
      local.get $11
      f64x2.div
      local.set $11
      i32.const 1264
      v128.load64_splat
      local.tee $36
      local.get $48
      v128.load offset=16
      local.get $28
      f64x2.div
      local.tee $28
      f64x2.pmin
      local.get $14
      local.get $34
      i32.add
      local.tee $48
      v128.load offset=16
      f64x2.mul
      local.set $37
      i32.const 1256
      v128.load64_splat
      local.tee $38
      local.get $0
      local.get $4
      i32.add
      local.tee $0
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.get $22
      local.get $34
      i32.add
      local.tee $49
      v128.load
      f64x2.add
      local.tee $40
      i32.const 1192
      v128.load64_splat
      local.tee $41
      f64x2.mul
      f64x2.pmin
      local.get $35
      v128.load
      local.tee $42
      f64x2.mul
      local.set $43
      local.get $38
      local.get $0
      v128.load64_zero offset=8
      f64x2.promote_low_f32x4
      local.get $49
      v128.load offset=16
      f64x2.add
      local.tee $44
      local.get $41
      f64x2.mul
      f64x2.pmin
      local.get $35
      v128.load offset=16
      local.tee $41
      f64x2.mul
      local.set $45
      local.get $6
      local.get $33
      i32.add
      i32.const 1504
      v128.load32_splat
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $11
      f64x2.sub
      f64x2.pmax
      local.get $15
      local.get $34
      i32.add
      local.tee $0
      v128.load
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $36
      local.get $11
      f64x2.pmin
      local.get $48
      v128.load
      f64x2.mul
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $43
      i32.const 1280
      v128.load64_splat
      local.tee $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $38
       local.get $40
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $42
       f64x2.mul
      else
       local.get $43
      end
      local.get $11
      f64x2.lt
      v128.and
      v128.bitselect
      i32.const 1464
      v128.load64_splat
      i32.const 1456
      v128.load64_splat
      i32.const 1144
      v128.load64_splat
      i32.const 1152
      v128.load64_splat
      local.get $28
      f64x2.sub
      f64x2.pmax
      local.get $0
      v128.load offset=16
      f64x2.mul
      i32.const 1288
      v128.load64_splat
      f64x2.gt
      i64x2.add
      local.get $37
      i32.const 1272
      v128.load64_splat
      f64x2.gt
      local.get $45
      local.get $11
      f64x2.sub
      f64x2.abs
      i32.const 1392
      v128.load64_splat
      f64x2.lt
      v128.any_true
      if (result v128)
       local.get $38
       local.get $44
       i32.const 1176
       v128.load64_splat
       f64x2.div
       f64x2.pmin
       local.get $41
       f64x2.mul
      else
       local.get $45
      end
      i32.const 1280
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.bitselect
      i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
      local.get $39
      i32.const 1472
      v128.load32_splat
      f32x4.lt
      local.get $39
      i32.const 1492
      v128.load32_splat
      f32x4.ge
      v128.or
      v128.bitselect
      local.get $39
      i32.const 1496
      v128.load32_splat
      f32x4.ge
      v128.andnot
      local.tee $11
      local.get $11
      i8x16.shuffle 0 4 8 12 0 4 8 12 0 4 8 12 0 4 8 12
      v128.store32_lane 0
      local.get $1
      i32.const 4
      i32.add
      local.set $1
      br $for-loop|3
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|4
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $19
      local.get $1
      local.get $27
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      i32.add
      local.set $33
      local.get $0
      local.get $32
      i32.add
      v128.load
      local.set $11
      local.get $0
      local.get $29
      i32.add
      v128.load
      local.set $28
      local.get $0
      local.get $30
      i32.add
      v128.load
      local.set $36
      local.get $18
      local.get $0
      local.get $20
      i32.add
      local.tee $34
      v128.load
      local.tee $37
      local.get $37
      f64x2.eq
      v128.and
      local.set $38
      local.get $33
      local.get $33
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      local.tee $33
      v128.load
      local.get $0
      local.get $31
      i32.add
      v128.load
      f64x2.sub
      local.tee $39
      f64x2.abs
      i32.const 1248
      v128.load64_splat
      f64x2.lt
      local.get $39
      local.get $37
      f64x2.mul
      i32.const 1144
      v128.load64_splat
      f64x2.lt
      v128.or
      v128.andnot
      local.tee $40
      local.get $39
      local.get $16
      f64x2.mul
      f64x2.add
      i32.const 1320
      v128.load64_splat
      f64x2.pmax
      i32.const 1312
      v128.load64_splat
      f64x2.pmin
      local.get $40
      local.get $38
      v128.bitselect
      local.tee $40
      v128.store
      local.get $34
      local.get $39
      v128.store
      local.get $0
      local.get $21
      i32.add
      local.tee $0
      local.get $0
      v128.load
      local.get $39
      local.get $39
      f64x2.mul
      i32.const 1168
      v128.load64_splat
      f64x2.mul
      f64x2.add
      v128.store
      local.get $33
      local.get $11
      local.get $39
      f64x2.mul
      local.get $28
      local.get $40
      f64x2.mul
      f64x2.add
      local.get $36
      local.get $38
      local.get $39
      local.get $37
      f64x2.sub
      local.get $16
      f64x2.div
      v128.and
      f64x2.mul
      f64x2.add
      f64x2.neg
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|4
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|5
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $27
      i32.add
      local.tee $0
      i32.const 3
      i32.shl
      local.tee $33
      local.get $12
      i32.add
      local.tee $34
      v128.load
      i32.const 1328
      v128.load64_splat
      local.tee $11
      f64x2.pmax
      local.tee $28
      i32.const 1152
      v128.load64_splat
      local.get $28
      local.get $14
      local.get $33
      i32.add
      local.tee $35
      v128.load
      local.get $11
      f64x2.pmax
      local.tee $28
      f64x2.add
      local.get $17
      local.get $33
      i32.add
      local.tee $48
      v128.load
      f64x2.add
      local.get $15
      local.get $33
      i32.add
      local.tee $33
      v128.load
      local.get $7
      local.get $1
      i32.const 3
      i32.shl
      i32.add
      v128.load
      i32.const 1304
      v128.load64_splat
      f64x2.pmax
      i32.const 1296
      v128.load64_splat
      f64x2.pmin
      local.tee $11
      local.get $13
      local.get $1
      i32.const 2
      i32.shl
      i32.add
      v128.load64_zero
      f64x2.promote_low_f32x4
      local.tee $36
      i32.const 1168
      v128.load64_splat
      f64x2.gt
      local.tee $37
      local.get $11
      i32.const 1144
      v128.load64_splat
      f64x2.gt
      v128.and
      v128.andnot
      f64x2.add
      i32.const 1336
      v128.load64_splat
      f64x2.pmax
      i32.const 1344
      v128.load64_splat
      f64x2.pmin
      local.tee $38
      f64x2.add
      f64x2.div
      local.tee $39
      f64x2.mul
      local.set $40
      i32.const 1352
      v128.load64_splat
      i32.const 1368
      v128.load64_splat
      local.get $37
      v128.bitselect
      local.set $11
      local.get $37
      local.get $38
      local.get $39
      f64x2.mul
      local.tee $38
      i32.const 1400
      v128.load64_splat
      f64x2.lt
      v128.and
      v128.any_true
      if
       local.get $36
       local.get $3
       local.get $0
       i32.const 2
       i32.shl
       i32.add
       v128.load64_zero
       local.get $38
       call $assembly/fleet-beat/feedback
       local.get $11
       local.get $37
       v128.bitselect
       local.set $11
      end
      local.get $34
      local.get $40
      v128.store
      local.get $35
      local.get $28
      local.get $39
      f64x2.mul
      v128.store
      local.get $48
      local.get $11
      v128.store
      local.get $33
      local.get $38
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|5
     end
    end
    i32.const 0
    local.set $1
    loop $for-loop|6
     local.get $1
     i32.const 64
     i32.lt_u
     if
      local.get $1
      local.get $27
      i32.add
      i32.const 3
      i32.shl
      local.tee $0
      local.get $12
      i32.add
      local.tee $33
      v128.load
      local.set $11
      local.get $33
      local.get $11
      i32.const 1152
      v128.load64_splat
      local.get $11
      local.get $0
      local.get $14
      i32.add
      local.tee $33
      v128.load
      local.tee $11
      f64x2.add
      local.get $0
      local.get $17
      i32.add
      local.tee $34
      v128.load
      local.tee $28
      f64x2.add
      local.get $0
      local.get $15
      i32.add
      local.tee $0
      v128.load
      local.tee $36
      f64x2.add
      f64x2.div
      local.tee $37
      f64x2.mul
      v128.store
      local.get $33
      local.get $11
      local.get $37
      f64x2.mul
      v128.store
      local.get $34
      local.get $28
      local.get $37
      f64x2.mul
      v128.store
      local.get $0
      local.get $36
      local.get $37
      f64x2.mul
      v128.store
      local.get $1
      i32.const 2
      i32.add
      local.set $1
      br $for-loop|6
     end
    end
    local.get $8
    i32.const 1
    i32.add
    local.set $8
    br $for-loop|0
   end
  end
 )
)
