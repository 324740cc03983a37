export { GenomicPID, type PidOutput } from './genomic-pid.ts';
